using Certrot.Approval.Facts;
using Certrot.Approval.Policy;

namespace Certrot.Approval.Rules;

/// <summary>
/// Every name and address is the node's own, by value, and a source that the policy trusts says so. Inventory and Machine have the last word on nodes that they know; the
/// certificate that the kubelet shows now, and the Node's status, which a kubelet writes itself, are asked for others.
/// </summary>
internal sealed class OwnNamesRule : ApprovalRule
{
    internal const string RuleId = "names-owned";

    public override string Id => RuleId;

    public override string Question => "Does a trusted source say that every name is the node's own?";

    /// <summary>The source that gives a name to the node without the node's having a say; null where none does.</summary>
    internal static NameSource? Trusted(ApprovalCase request, AltName name)
    {
        if (Gives(request, NameSource.Inventory, name)) return NameSource.Inventory;
        return Gives(request, NameSource.Machine, name) ? NameSource.Machine : null;
    }

    /// <summary>Whether the certificate that the kubelet shows could vouch for something.</summary>
    internal static bool MayAskKubelet(ApprovalCase request) =>
        request is { Kind: RequestKind.Serving, Request: not null } && request.Policy.Serving!.Sources.Contains(NameSource.LiveCertificate) && LastWord(request) is null;

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Serving) return Skip("a client certificate has no names");
        if (request.Request is null) return Unread();
        var said = new List<string>();
        foreach (var name in request.Names)
        {
            if (Voucher(request, name) is { } source) said.Add($"{name} ({source.Title()})");
            else return Unowned(request, name);
        }

        return said.Count == 0 ? Skip("it asks for no name") : Pass(string.Join(", ", said));
    }

    private static NameSource? Voucher(ApprovalCase request, AltName name)
    {
        var last = LastWord(request);
        // The node's name is its user name, which the API server has checked.
        if (last is { } word) return Gives(request, word, name) || name == AltName.OfDns(request.Node) ? last : null;
        foreach (var source in request.Policy.Serving!.Sources)
        {
            if (source == NameSource.LiveCertificate && request.Live?.Names.Contains(name) == true) return source;
            if (source == NameSource.NodeStatus && IsForStatus(request, name) && request.Facts.Nodes.NamesOf(request.Node).Contains(name)) return source;
        }

        return null;
    }

    private static bool Gives(ApprovalCase request, NameSource source, AltName name) => source == NameSource.Inventory
        ? request.Policy.Inventory?.Find(request.Node)?.Names.Contains(name) == true
        : request.Facts.Machines?.Find(request.Node)?.Names.Contains(name) == true;

    /// <summary>A kubelet may write any name into its status: it counts for the node's own name, and for others where the policy says which there may be.</summary>
    private static bool IsForStatus(ApprovalCase request, AltName name) => name.DnsName is null || name.DnsName == request.Node || request.Policy.Serving!.DnsNames is not null;

    /// <summary>The source that knows the node and decides alone; null where none does.</summary>
    private static NameSource? LastWord(ApprovalCase request)
    {
        foreach (var source in request.Policy.Serving!.Sources)
        {
            if (source == NameSource.Inventory && request.Policy.Inventory?.Find(request.Node) is not null) return source;
            if (source == NameSource.Machine && request.Facts.Machines?.Find(request.Node) is not null) return source;
        }

        return null;
    }

    private RuleResult Unowned(ApprovalCase request, AltName name)
    {
        var (node, live) = (request.Node, request.Live);
        switch (LastWord(request))
        {
            case NameSource.Inventory:
                var entry = request.Policy.Inventory!.Find(node)!;
                return Fail($"the inventory, line {entry.Line}, does not give {name} to {node}", string.Join(", ", entry.Names), name.ToString());
            case NameSource.Machine:
                var machine = request.Facts.Machines!.Find(node)!;
                return NotNow($"the Machine {machine.Title} does not have {name}", string.Join(", ", machine.Names), name.ToString());
        }

        if (request.Facts.NodesProblem is { } unknown) return Wait($"no source vouches for {name}, and it is not known which nodes there are: {unknown}");
        // A kubelet asks before its Node is there, and the Node before its addresses are (pkg/kubelet/kubelet_node_status.go).
        if (request.Facts.Nodes.Find(node) is null) return Wait($"no source vouches for {name} yet: there is no Node {Pki.NameText.Quote(node)}");
        if (MayAskKubelet(request) && live is null) return Wait($"no source vouches for {name} yet; the kubelet's present certificate may");
        if (live is { IsUnknown: true }) return Wait($"no source vouches for {name}, and the kubelet's present certificate cannot be had: {live.Problem}");
        var known = request.Facts.Nodes.NamesOf(node).Union(live?.Names ?? new HashSet<AltName>()).Select(n => n.ToString()).Order(StringComparer.Ordinal);
        if (known.Contains(name.ToString(), StringComparer.Ordinal)) return NotNow($"only the Node's own status has {name}, which counts where serving.dnsNames allows the name", null, name.ToString());
        // A kubelet asks for its new addresses in the moment in which it writes them into its status.
        return NotNow($"no source vouches for {name}{(live?.Problem is { } problem ? $"; the kubelet's present certificate does not: {problem}" : "")}", string.Join(", ", known), name.ToString());
    }
}
