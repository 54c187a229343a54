namespace Certrot.Approval.Rules;

/// <summary>A node that renews is one of the cluster: a machine that was taken out, and has its credentials still, is not kept alive.</summary>
internal sealed class NodeExistsRule : ApprovalRule
{
    public override string Id => "node-exists";

    public override string Question => "Is there such a Node?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind == RequestKind.Bootstrap) return Skip("a node that joins has none yet");
        if (request.Facts.NodesProblem is { } unknown) return Wait($"it is not known which nodes there are: {unknown}");
        return request.Facts.Nodes.Find(request.Node) is null ? Wait($"there is no Node {Pki.NameText.Quote(request.Node)}") : Pass($"Node {request.Node}");
    }
}
