namespace Certrot.Kubernetes;

/// <summary>A ClusterRole (or a Role, with a namespace).</summary>
public sealed record ClusterRole
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Rules.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>Label selectors of <c>aggregationRule.clusterRoleSelectors</c>; null where the role is not aggregated.</summary>
    public IReadOnlyList<LabelSelector>? AggregationSelectors { get; init; }
}
