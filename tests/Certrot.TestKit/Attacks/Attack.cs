using System.Text.Json.Nodes;
using Certrot.Approval;
using Certrot.Approval.Policy;

namespace Certrot.TestKit.Attacks;

/// <summary>A CSR that must not be approved.</summary>
/// <param name="Name">What it does; the CSR's name is made of it.</param>
/// <param name="Rule">The rule that decides it.</param>
/// <param name="Csr">The whole object, as the API server would have it.</param>
/// <param name="Why">What would come of its approval, or why it is suspect.</param>
public sealed record Attack(string Name, string Rule, JsonObject Csr, string Why)
{
    /// <summary>What becomes of it.</summary>
    public Decision Decision { get; init; } = Decision.Refuse;

    /// <summary>The policy it is judged by; <see cref="AttackedCluster.Policy"/> where null.</summary>
    public ApprovalPolicy? Policy { get; init; }

    /// <summary>CSRs of the same node that were approved of late.</summary>
    public int ApprovedForNode { get; init; }

    /// <summary>CSRs of the same user that were approved of late.</summary>
    public int ApprovedForUser { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
