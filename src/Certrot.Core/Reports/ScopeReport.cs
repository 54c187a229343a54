namespace Certrot.Reports;

/// <summary>How far the trouble reaches.</summary>
/// <param name="Reach"><c>node</c>, <c>several-nodes</c>, <c>cluster</c> or <c>unknown</c>.</param>
/// <param name="Text">In words.</param>
/// <param name="AffectedNodes">Nodes that show the same trouble, this one included; the first 50 by name.</param>
/// <param name="TotalNodes">Nodes in the evidence; null where they were not collected.</param>
public sealed record ScopeReport(string Reach, string Text, IReadOnlyList<string> AffectedNodes, int? TotalNodes);
