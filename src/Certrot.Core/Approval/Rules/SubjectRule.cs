using Certrot.Approval.Facts;
using Certrot.Pki;

namespace Certrot.Approval.Rules;

/// <summary>The subject is O=system:nodes and CN=system:node:NAME and nothing else, and NAME is the node that asks (pkg/apis/certificates/helpers.go; plugin/pkg/admission/noderestriction, since 1.31).</summary>
internal sealed class SubjectRule : ApprovalRule
{
    public override string Id => "subject";

    public override string Question => "Is the subject the node's own: one O, system:nodes, and one CN, its user name?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Request is not { } parsed) return Unread();
        var subject = parsed.Subject;
        var expected = $"O={NodeName.Group}, CN={(request.Kind == RequestKind.Bootstrap ? NodeName.UserPrefix + "NAME" : request.Csr.Username)}";
        if (parsed.Problems.FirstOrDefault(p => p.Part == RequestPart.Subject) is { } problem) return Fail(problem.Text, expected, subject.Text);
        if (subject.Organizations is not [NodeName.Group]) return Fail($"O is not {NodeName.Group}", expected, subject.Text);
        if (request.Kind == RequestKind.Bootstrap)
            return NodeName.Of(subject.CommonName) is null ? Fail("CN is no node's", expected, subject.Text) : Pass(subject.Text);
        return subject.CommonName == request.Csr.Username ? Pass(subject.Text) : Fail("CN is not the user that asks", expected, subject.Text);
    }
}
