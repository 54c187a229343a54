using System.Diagnostics;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Reports;
using Certrot.Server.History;

namespace Certrot.Server.Monitoring;

/// <summary>
/// Watches one cluster for as long as the process lives: what keeps it from watching is told, and tried again. Reports may be asked for at any time, by anybody.
/// </summary>
public sealed class ClusterMonitor
{
    private static readonly TimeSpan firstPause = TimeSpan.FromSeconds(2), longestPause = TimeSpan.FromMinutes(1);

    private readonly MonitorOptions options;
    private readonly TimeProvider clock;
    private readonly Action<string> say;
    private readonly CloserLooks closer;
    private readonly FleetLedger ledger;
    private readonly Lock gate = new();
    private FleetEvidence last;
    private ClusterReport? report;
    private string? trouble;

    /// <summary>A monitor.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="options">How.</param>
    /// <param name="clock">Tells the time, and waits.</param>
    /// <param name="say">Told what cannot be seen.</param>
    public ClusterMonitor(KubernetesApi api, MonitorOptions options, TimeProvider clock, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (Api, this.options, this.clock, this.say) = (api, options, clock, say);
        Context = api.Context ?? api.Server.Authority;
        closer = new CloserLooks(options.Looks, clock);
        ledger = new FleetLedger(new FleetJudge(options.Judge));
        last = new FleetEvidence { Context = Context, CollectedAt = clock.GetUtcNow() };
        trouble = "it is being read";
    }

    /// <summary>The cluster's API.</summary>
    public KubernetesApi Api { get; }

    /// <summary>What the cluster is called.</summary>
    public string Context { get; }

    /// <summary>Whether the nodes were listed once, or there is a reason why not.</summary>
    public bool WasTried { get; private set; }

    /// <summary>How many judgements of nodes were made, and how long they took together.</summary>
    public (long Count, TimeSpan Time) Judgements { get; private set; }

    /// <summary>Called with nodes that were judged anew.</summary>
    public Action<Observation> Observed { get; set; } = static _ => { };

    /// <summary>Called when the report is another one.</summary>
    public Action<ClusterMonitor> Changed { get; set; } = static _ => { };

    /// <summary>The report as of now.</summary>
    public ClusterReport Report()
    {
        lock (gate) return report ??= Make();
    }

    /// <summary>All nodes as they were judged last; null where they could not be listed yet.</summary>
    public Observation? Current()
    {
        lock (gate) return last.Nodes is null ? null : new Observation(Context, last.CollectedAt, ledger.Rows, [], IsComplete: true);
    }

    /// <summary>Watches until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var pause = firstPause; ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
        {
            try
            {
                var watcher = new FleetWatcher(Api, clock, options.Watch);
                var isFirst = true;
                await foreach (var change in watcher.WatchAsync(Context, cancellation).ConfigureAwait(false))
                {
                    Take(watcher, change, isFirst);
                    if (change.Cluster.Nodes is not null) (isFirst, pause) = (false, firstPause);
                }
            }
            catch (Exception e) when (e is ClientConfigException or ApiException or IOException)
            {
                // Credentials that cannot be read now may come back, such as those of a plugin or a mounted file.
                Fail(e.Message);
            }

            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    private void Take(FleetWatcher watcher, FleetChange change, bool isFirst)
    {
        var isListed = change.Cluster.Nodes is not null;
        var began = Stopwatch.GetTimestamp();
        Observation? seen = null;
        IReadOnlyList<NodeTransition> transitions;
        List<string> news;
        lock (gate)
        {
            news = change.Cluster.Errors.Except(last.Errors).Select(e => $"{e.Path}: {e.Error}").ToList();
            // Of a list that was begun anew, those are gone that it does not have any more.
            var gone = isFirst && isListed ? ledger.Rows.Select(r => r.Name).Except(change.Nodes.Select(n => n.Node.Meta.Name), StringComparer.Ordinal).ToList() : [.. change.Gone];
            foreach (var name in gone) ledger.Remove(change.Cluster, name);
            transitions = ledger.Set(change.Cluster, change.Nodes);
            if (isListed || last.Nodes is null) last = change.Cluster;
            trouble = null;
            if (isListed && (isFirst || change.Nodes.Count + gone.Count > 0))
                seen = new Observation(Context, change.Cluster.CollectedAt, [.. change.Nodes.Select(n => ledger.Find(n.Node.Meta.Name)).OfType<FleetNodeReport>()], gone, isFirst);
            Judgements = (ledger.Judgements, Judgements.Time + Stopwatch.GetElapsedTime(began));
            report = null;
        }

        WasTried = true;
        foreach (var one in news) say($"{Context}: not seen: {one}");
        closer.Choose(watcher, transitions);
        if (seen is not null) Observed(seen);
        Changed(this);
    }

    private void Fail(string why)
    {
        bool isNews;
        lock (gate)
        {
            isNews = trouble != why;
            (trouble, report) = (why, null);
        }

        WasTried = true;
        if (isNews) say($"{Context}: cannot be watched: {why}");
        Changed(this);
    }

    /// <summary>What was seen before stays, with its own time; that nothing is seen now stands beside it.</summary>
    private ClusterReport Make()
    {
        if (last.Nodes is null && trouble is { } why) return new ClusterReport { Context = Context, ScannedAt = clock.GetUtcNow(), Verdict = Verdicts.Undetermined, Error = why };
        var made = ledger.Report(last);
        return trouble is { } now ? made with { Missing = [.. made.Missing, new MissingReport("cluster/nodes.json", now)] } : made;
    }
}
