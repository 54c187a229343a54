using System.Threading.Channels;
using Certrot.ApiClient.Http;
using Certrot.Cli.Output;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Cli.Commands;

/// <summary>Watches clusters until it is ended: takes their changes, judges what changed, and shows it.</summary>
/// <param name="judge">Judges.</param>
/// <param name="options">How clusters are watched.</param>
/// <param name="looks">Failing nodes that are looked at more closely within ten minutes.</param>
internal sealed class FleetWatch(FleetJudge judge, WatchOptions options, int looks)
{
    /// <summary>Watches.</summary>
    /// <param name="apis">The clusters.</param>
    /// <param name="view">Shows them.</param>
    /// <param name="started">Called when the first cluster was seen, before it is shown.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The report where no cluster's nodes can be listed at the beginning; else it does not return.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<FleetReport> RunAsync(IReadOnlyList<KubernetesApi> apis, IWatchView view, Func<Task> started, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var clusters = apis.Select(a => new Watched(a.Context ?? a.Server.Authority, new FleetWatcher(a, TimeProvider.System, options), new FleetLedger(judge))).ToArray();
        var changes = Channel.CreateBounded<(Watched Cluster, FleetChange Change)>(4);
        var watching = Task.WhenAll(clusters.Select(c => WatchAsync(c, changes.Writer, ended.Token)));
        var closer = new CloserLooks(looks, TimeProvider.System);
        try
        {
            while (true)
            {
                var next = changes.Reader.ReadAsync(ended.Token).AsTask();
                // A watch ends only by a fault, such as credentials that are gone.
                if (await Task.WhenAny(next, watching).ConfigureAwait(false) == watching) await watching.ConfigureAwait(false);
                var (cluster, change) = await next.ConfigureAwait(false);
                var isFirst = cluster.Last?.Nodes is null;
                var news = change.Cluster.Errors.Except(cluster.Last?.Errors ?? []).ToList();
                cluster.Last = change.Cluster;
                var transitions = change.Gone.Select(n => cluster.Ledger.Remove(change.Cluster, n)).OfType<NodeTransition>().Concat(cluster.Ledger.Set(change.Cluster, change.Nodes)).ToList();
                if (clusters.All(c => c.Last is { Nodes: null })) return Report(clusters);
                closer.Choose(cluster.Watcher, transitions);
                await started().ConfigureAwait(false);
                foreach (var reason in news.GroupBy(e => e.Error, StringComparer.Ordinal)) view.Say($"{cluster.Context}: not seen: {string.Join(", ", reason.Select(e => e.Path))}: {reason.Key}");
                view.Show(cluster.Context, transitions, () => Report(clusters), isFirst);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WatchAsync(Watched cluster, ChannelWriter<(Watched Cluster, FleetChange Change)> to, CancellationToken cancellation)
    {
        await foreach (var change in cluster.Watcher.WatchAsync(cluster.Context, cancellation).ConfigureAwait(false)) await to.WriteAsync((cluster, change), cancellation).ConfigureAwait(false);
    }

    private static FleetReport Report(Watched[] clusters) => new()
    {
        GeneratedAt = TimeProvider.System.GetUtcNow(),
        Generator = ProgramVersion.Generator,
        Clusters = [.. clusters.Select(c => c.Last is { } last ? c.Ledger.Report(last) : new ClusterReport { Context = c.Context, ScannedAt = TimeProvider.System.GetUtcNow(), Verdict = Verdicts.Undetermined, Error = "it is being read" })],
    };

    /// <summary>A cluster, what tells of it, and what it was judged.</summary>
    private sealed record Watched(string Context, FleetWatcher Watcher, FleetLedger Ledger)
    {
        public FleetEvidence? Last { get; set; }
    }
}
