using Certrot.Pki;

namespace Certrot.Approval.Rules;

/// <summary>
/// The request is one PEM block and strict DER with nothing that another parser could read otherwise: what is judged here is then what Go's crypto/x509 signs. A kubelet's
/// request has no extension but subjectAltName (k8s.io/client-go/util/certificate, getTemplate).
/// </summary>
internal sealed class RequestFormRule : ApprovalRule
{
    public override string Id => "request-form";

    public override string Question => "Is the request one PEM block and strict DER, with no extension but subjectAltName?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Request is not { } parsed) return Fail(request.Object.RequestProblem ?? "the request cannot be read");
        if (parsed.Problems.FirstOrDefault(p => p.Part is RequestPart.Form or RequestPart.Attributes) is { } problem) return Fail(problem.Text);
        if (parsed.Extensions.FirstOrDefault(e => e != Oids.SubjectAltName) is { } extension) return Fail($"it asks for the extension {Oids.Describe(extension)}", "subjectAltName alone");
        return parsed.IsCanonicalPem ? Pass("one PEM block, strict DER") : Fail("the PEM is not as Go writes it: lines of 64 characters, nothing else");
    }
}
