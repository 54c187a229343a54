using Certrot.Pki;

namespace Certrot.Approval.Rules;

/// <summary>Proof of possession: the request is signed by the key that it is for (RFC 2986 §4.2), with a hash that is safe.</summary>
internal sealed class SignatureRule : ApprovalRule
{
    public override string Id => "signature";

    public override string Question => "Does whoever asks hold the key?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Request is not { } parsed) return Unread();
        if (parsed.Problems.FirstOrDefault(p => p.Part == RequestPart.Signature) is { } problem) return Fail(problem.Text);
        return parsed.HasValidSignature() ? Pass("signed by its own key") : Fail("the signature is not of the request's own key");
    }
}
