using Certrot.Approval.Facts;
using Certrot.Approval.Policy;

namespace Certrot.Approval.Rules;

/// <summary>
/// No name or address belongs to the cluster itself: the API server, Services, the machine's own loopback. An address of the API server is let pass where the inventory or a
/// Machine gives it to the node: a machine of the control plane has it.
/// </summary>
internal sealed class ReservedNamesRule : ApprovalRule
{
    public override string Id => "names-reserved";

    public override string Question => "Is none of the names the API server's, a Service's or the machine's own loopback?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Serving) return Skip("a client certificate has no names");
        if (request.Request is null) return Unread();
        var reserved = request.Facts.Reserved;
        foreach (var name in request.Names)
        {
            if (reserved.Never(name) is { } reason) return Fail($"{name} is {reason}", null, name.ToString());
            if (OfPolicy(request.Policy, name) is { } entry) return Fail($"{name} is reserved by the policy", null, entry);
            if (reserved.OfService(name) is { } held && !IsOlder(request, name, held.Created)) return NotNow($"{name} is that of the Service {held.Service}", null, name.ToString());
            if (reserved.OfApiServer(name) is { } where && OwnNamesRule.Trusted(request, name) is null)
                return NotNow($"{name} is an address of the API server ({where}), and neither inventory nor Machine gives it to {request.Node}", null, name.ToString());
        }

        return reserved.Problem is { } problem ? Wait($"it is not known what belongs to the cluster: {problem}") : Pass("none is reserved");
    }

    /// <summary>Whether the name is the node's own and older than the Service: else whoever may create Services could stop a node's renewals.</summary>
    private static bool IsOlder(ApprovalCase request, AltName name, DateTimeOffset? service) =>
        name.DnsName == request.Node && request.Facts.Nodes.Find(request.Node)?.Meta.Created < service;

    private static string? OfPolicy(ApprovalPolicy policy, AltName name)
    {
        if (name.Address is { } address) return policy.ReservedNetworks.Where(n => n.Contains(address)).Select(n => n.ToString()).FirstOrDefault();
        var dns = name.DnsName!;
        return policy.ReservedNames.FirstOrDefault(r => r.StartsWith("*.", StringComparison.Ordinal) ? dns.EndsWith(r[1..], StringComparison.Ordinal) : dns == r);
    }
}
