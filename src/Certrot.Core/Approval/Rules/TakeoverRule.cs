namespace Certrot.Approval.Rules;

/// <summary>
/// A bootstrap user may ask for any node's name (pkg/controller/certificates/approver/sarapprove.go compares none). A name that a living node has is never given again; one
/// whose node has not been ready for a while is: so a node is re-created, and so one comes back whose credentials have ended.
/// </summary>
internal sealed class TakeoverRule : ApprovalRule
{
    public override string Id => "takeover";

    public override string Question => "Is there no living node of the name that joins?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Bootstrap) return Skip("the node asks for itself");
        if (request.Request is null) return Unread();
        if (request.Facts.NodesProblem is { } unknown) return Wait($"it is not known which nodes there are: {unknown}");
        if (request.Facts.Nodes.Find(request.Node) is not { } node) return Pass("there is no Node of the name");
        var ready = node.Ready;
        if (ready is null || ready.Status == "True") return NotNow($"the Node {request.Node} lives: its name is not given again", "no Node of the name, or one that is not ready", ready is null ? "a Node without the condition Ready" : "Ready");
        var needed = request.Policy.Bootstrap!.NotReadyFor;
        return ready.LastTransition is not { } since || request.Now - since < needed
            ? NotNow($"the Node {request.Node} is not ready since less than {needed.TotalMinutes:0.##} min", null, $"Ready is {ready.Status}")
            : Pass($"the Node {request.Node} is not ready since {(request.Now - since).TotalMinutes:0} min");
    }
}
