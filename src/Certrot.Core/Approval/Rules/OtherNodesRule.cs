using Certrot.Approval.Facts;

namespace Certrot.Approval.Rules;

/// <summary>
/// No name or address is another node's. What another kubelet says of itself in its status does not count where inventory or Machine gives the name to this node: else one node
/// could stop the renewals of another by claiming its address.
/// </summary>
internal sealed class OtherNodesRule : ApprovalRule
{
    public override string Id => "names-of-others";

    public override string Question => "Does no other node hold one of the names?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Serving) return Skip("a client certificate has no names");
        if (request.Request is null) return Unread();
        var (facts, node) = (request.Facts, request.Node);
        foreach (var name in request.Names)
        {
            if (request.Policy.Inventory?.Owner(name) is { } entry && entry.Node != node) return Fail($"{name} is given to {entry.Node} by the inventory, line {entry.Line}", null, name.ToString());
            if (facts.Machines?.Holders(name).FirstOrDefault(m => m.Node != node && !IsOwn(request, m)) is { } machine) return NotNow($"{name} is an address of the Machine {machine.Title}{(machine.Node is { } its ? $" of {its}" : "")}", null, name.ToString());
            if (OwnNamesRule.Trusted(request, name) is not null) continue;
            if (facts.Nodes.Holders(name).FirstOrDefault(h => h != node) is { } other)
                return NotNow($"{name} is held by the Node {other} as well: delete that Node if it is gone, or name the owner in an inventory", null, name.ToString());
        }

        if (facts.NodesProblem is { } unknown) return Wait($"it is not known which nodes there are: {unknown}");
        return facts.MachinesProblem is { } none ? Wait($"it is not known which Machines there are: {none}") : Pass("no other node holds one");
    }

    /// <summary>A Machine that has no node yet and is waiting for this one.</summary>
    private static bool IsOwn(ApprovalCase request, Machine machine) => machine.Node is null && request.Facts.Machines!.Expecting(request.Node).Contains(machine);
}
