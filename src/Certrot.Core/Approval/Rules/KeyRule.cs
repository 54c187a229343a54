using Certrot.Pki;

namespace Certrot.Approval.Rules;

/// <summary>The key is of a kind and size that the policy accepts.</summary>
internal sealed class KeyRule : ApprovalRule
{
    private const string Rsa = "RSA";

    public override string Id => "key";

    public override string Question => "Is the key of an accepted kind, and long enough?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Request is not { } parsed) return Unread();
        var accepted = string.Join(", ", request.Policy.KeyTypes.Select(k => k == Rsa ? $"RSA of {request.Policy.MinRsaBits} bits" : k));
        if (parsed.Problems.FirstOrDefault(p => p.Part == RequestPart.Key) is { } problem) return Fail(problem.Text, accepted, parsed.KeyDescription);
        var isAccepted = parsed.KeyDescription.StartsWith(Rsa + " ", StringComparison.Ordinal)
            ? request.Policy.KeyTypes.Contains(Rsa) && int.TryParse(parsed.KeyDescription.AsSpan(Rsa.Length + 1), out var bits) && bits >= request.Policy.MinRsaBits
            : request.Policy.KeyTypes.Contains(parsed.KeyDescription);
        return isAccepted ? Pass(parsed.KeyDescription) : Fail("the policy does not accept the key", accepted, parsed.KeyDescription);
    }
}
