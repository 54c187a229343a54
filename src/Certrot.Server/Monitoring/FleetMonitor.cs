using Certrot.Reports;
using Certrot.Server.History;

namespace Certrot.Server.Monitoring;

/// <summary>All clusters that are watched.</summary>
/// <param name="clusters">They, in the order in which they are shown.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="generator">The program and its version.</param>
public sealed class FleetMonitor(IReadOnlyList<ClusterMonitor> clusters, TimeProvider clock, string generator)
{
    /// <summary>They.</summary>
    public IReadOnlyList<ClusterMonitor> Clusters { get; } = clusters;

    /// <summary>Whether each was listed once, or there is a reason why not: before, a report would say less than it could.</summary>
    public bool IsReady => Clusters.All(c => c.WasTried);

    /// <summary>A cluster by its name; null where there is none.</summary>
    public ClusterMonitor? Find(string context) => Clusters.FirstOrDefault(c => c.Context == context);

    /// <summary>The report of all, as of now.</summary>
    public FleetReport Report() => new() { GeneratedAt = clock.GetUtcNow(), Generator = generator, Clusters = [.. Clusters.Select(c => c.Report())] };

    /// <summary>All nodes as they were judged last, of clusters that could be listed.</summary>
    public IReadOnlyList<Observation> Current() => [.. Clusters.Select(c => c.Current()).OfType<Observation>()];

    /// <summary>Watches all until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(Clusters.Select(c => c.RunAsync(cancellation)));
}
