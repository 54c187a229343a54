namespace Certrot.Kubernetes;

/// <summary>A label selector (apimachinery LabelSelector).</summary>
/// <param name="MatchLabels">All must be equal.</param>
/// <param name="MatchExpressions">All must hold.</param>
public sealed record LabelSelector(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelRequirement> MatchExpressions);
