using System.Globalization;

namespace Certrot.Approval.Rules;

/// <summary>Nobody gets more than so many certificates in an hour: neither a node that was broken into nor one whose kubelet restarts in a circle.</summary>
internal sealed class LimitRule : ApprovalRule
{
    public override string Id => "limit";

    public override string Question => "Was little enough approved for the node of late?";

    public override RuleResult Judge(ApprovalCase request)
    {
        var policy = request.Policy;
        var window = string.Create(CultureInfo.InvariantCulture, $"{policy.LimitWindow.TotalMinutes:0.##} min");
        if (request.ApprovedForNode >= policy.ApprovalsPerNode) return NotNow($"{request.ApprovedForNode} CSRs for {request.Node} were approved in the last {window}", $"{policy.ApprovalsPerNode} at most");
        if (request.Kind == RequestKind.Bootstrap && request.ApprovedForUser >= policy.ApprovalsPerBootstrapUser)
            return NotNow($"{request.ApprovedForUser} CSRs of {request.Csr.Username} were approved in the last {window}", $"{policy.ApprovalsPerBootstrapUser} at most");
        return Pass($"{request.ApprovedForNode} in the last {window}");
    }
}
