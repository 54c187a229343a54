using Certrot.Reports;

namespace Certrot.Server.History;

/// <summary>Nodes of a cluster as they were just judged.</summary>
/// <param name="Context">The cluster.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Rows">The nodes.</param>
/// <param name="Gone">Names of nodes that are no more.</param>
/// <param name="IsComplete">Whether these are all nodes of the cluster, so that others that are recorded are no more.</param>
public sealed record Observation(string Context, DateTimeOffset At, IReadOnlyList<FleetNodeReport> Rows, IReadOnlyList<string> Gone, bool IsComplete);
