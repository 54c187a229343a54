using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Simulator.Tests;

/// <summary>A watch of a simulation, with what it was judged.</summary>
internal sealed class Watched : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<FleetChange> changes;
    private FleetEvidence? last;

    public Watched(Scanned cluster, WatchOptions options)
    {
        ended.CancelAfter(Patience);
        changes = new FleetWatcher(cluster.Api, TimeProvider.System, options).WatchAsync("test", ended.Token).GetAsyncEnumerator(ended.Token);
    }

    public FleetLedger Ledger { get; } = new(new FleetJudge(new FleetOptions()));

    public List<NodeTransition> Transitions { get; } = [];

    public ClusterReport Report => Ledger.Report(last!);

    public FleetNodeReport Row(string node) => Report.Nodes.Single(n => n.Name == node);

    /// <summary>Takes changes until one is as expected.</summary>
    public async Task<FleetChange> NextAsync(Func<FleetChange, bool>? expected = null)
    {
        while (await changes.MoveNextAsync())
        {
            var change = changes.Current;
            last = change.Cluster;
            Transitions.AddRange(change.Gone.Select(g => Ledger.Remove(change.Cluster, g)).OfType<NodeTransition>());
            Transitions.AddRange(Ledger.Set(change.Cluster, change.Nodes));
            if (expected?.Invoke(change) != false) return change;
        }

        throw new InvalidOperationException("the watch has ended");
    }

    public async ValueTask DisposeAsync()
    {
        await changes.DisposeAsync();
        ended.Dispose();
    }
}
