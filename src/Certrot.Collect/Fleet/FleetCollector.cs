using Certrot.ApiClient.Http;
using Certrot.Collect.Gathered;

namespace Certrot.Collect.Fleet;

/// <summary>
/// Collects the evidence of every node of a cluster, some nodes at once. What concerns the whole cluster is read once for all nodes that are begun within some
/// seconds: heartbeats and leases must not look older than they are.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="clock">Tells the time.</param>
public sealed class FleetCollector(KubernetesApi api, TimeProvider clock) : IDisposable
{
    /// <summary>A node counts as lost when its lease is not renewed for 40 s, and renews it every 10 s (pkg/kubelet/apis/config, NodeLeaseDurationSeconds).</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim refreshing = new(1);
    private EvidenceFiles? cluster;

    /// <summary>Collects all nodes.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="parallel">Nodes at once.</param>
    /// <param name="take">Takes the evidence of a node when it is there; called by several threads.</param>
    /// <param name="cancellation">Ends the collection.</param>
    /// <returns>How many nodes there are; null where they could not be listed, and the evidence of the cluster that tells why.</returns>
    /// <exception cref="OperationCanceledException">The collection was cancelled.</exception>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<(int? Nodes, EvidenceFiles Cluster)> CollectAsync(LiveOptions options, int parallel, Action<EvidenceFiles> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(take);
        var collector = new LiveCollector(Task.FromResult<KubernetesApi?>(api), clock);
        var first = await ClusterAsync(collector, options, cancellation).ConfigureAwait(false);
        if (collector.NodeNames is not { } names) return (null, first);
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, async (name, token) =>
        {
            var files = (await ClusterAsync(collector, options, token).ConfigureAwait(false)).For(name);
            await collector.NodeAsync(files, options, token).ConfigureAwait(false);
            take(files);
        }).ConfigureAwait(false);
        return (names.Count, first);
    }

    /// <summary>Frees what it waits with.</summary>
    public void Dispose() => refreshing.Dispose();

    private async Task<EvidenceFiles> ClusterAsync(LiveCollector collector, LiveOptions options, CancellationToken cancellation)
    {
        await refreshing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (cluster is not null && clock.GetUtcNow() - cluster.CollectedAt < Fresh) return cluster;
            var files = new EvidenceFiles("", clock.GetUtcNow());
            await collector.ClusterAsync(files, options, cancellation).ConfigureAwait(false);
            return cluster = files;
        }
        finally
        {
            refreshing.Release();
        }
    }
}
