using System.Globalization;
using Certrot.Pki;

namespace Certrot.Approval.Rules;

/// <summary>A serving certificate is for DNS names and IP addresses and at least one of them, a client certificate for no names at all (pkg/apis/certificates/helpers.go).</summary>
internal sealed class AltNamesRule : ApprovalRule
{
    public override string Id => "names";

    public override string Question => "Does it ask for DNS names and IP addresses alone, and for some; a client certificate for none?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Request is not { } parsed) return Unread();
        if (parsed.Problems.FirstOrDefault(p => p.Part == RequestPart.AltNames) is { } problem) return Fail(problem.Text);
        var count = request.Names.Count;
        if (request.Kind != RequestKind.Serving)
            return parsed.Extensions.Count > 0 || count > 0 || parsed.Emails.Count > 0 || parsed.Uris.Count > 0 ? Fail("a client certificate has no names", "none", string.Join(", ", request.Names)) : Pass("none");
        var most = request.Policy.Serving!.MaxNames;
        if (parsed.Emails.Count > 0 || parsed.Uris.Count > 0) return Fail("it asks for an e-mail name or a URI");
        if (count == 0) return Fail("it asks for no name and no address");
        if (count > most) return Fail("it asks for too many names", string.Create(CultureInfo.InvariantCulture, $"{most} at most"), string.Create(CultureInfo.InvariantCulture, $"{count}"));
        return request.Names.Distinct().Count() < count ? Fail("it asks for a name twice", null, string.Join(", ", request.Names)) : Pass(string.Join(", ", request.Names));
    }
}
