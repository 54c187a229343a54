using Certrot.Approval.Facts;

namespace Certrot.Approval.Rules;

/// <summary>The name is one that a Node can have (pkg/apis/core/validation, ValidateNodeName), and that the policy lets nodes have.</summary>
internal sealed class NodeNameRule : ApprovalRule
{
    public override string Id => "node-name";

    public override string Question => "Is it the name of a node, and one that the policy allows?";

    public override RuleResult Judge(ApprovalCase request)
    {
        var node = request.Node;
        if (node.Length == 0 && request.Request is null) return Unread();
        if (!NodeName.IsValid(node)) return Fail("no Node can have the name", "lower-case letters, digits, - and .", Pki.NameText.Quote(node));
        return request.Policy.NodeNames is { } allowed && !allowed.Matches(node)
            ? Fail("the policy allows no node of the name", string.Join(" or ", allowed.Texts), node)
            : Pass(node);
    }
}
