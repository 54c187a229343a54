using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>
/// The judged nodes of a cluster while it is watched: what changes is judged anew, and nothing else. Pure but for what it remembers; not safe for concurrent use.
/// </summary>
/// <param name="judge">Judges.</param>
public sealed class FleetLedger(FleetJudge judge)
{
    private readonly Dictionary<string, AssessedNode> nodes = new(StringComparer.Ordinal);

    /// <summary>How many judgements of nodes were made.</summary>
    public long Judgements { get; private set; }

    /// <summary>All nodes as they were judged last, in no order.</summary>
    public IReadOnlyList<FleetNodeReport> Rows => [.. nodes.Values.Select(n => n.Row)];

    /// <summary>A node as it was judged last; null where it is not known.</summary>
    public FleetNodeReport? Find(string node) => nodes.GetValueOrDefault(node)?.Row;

    /// <summary>Judges some nodes anew.</summary>
    /// <param name="evidence">The cluster, with the time that the nodes were seen at.</param>
    /// <param name="changed">These nodes.</param>
    /// <returns>Those whose verdict, cause, readiness or stages are others than before, in the given order.</returns>
    public IReadOnlyList<NodeTransition> Set(FleetEvidence evidence, IReadOnlyList<ObservedNode> changed)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(changed);
        Judgements += changed.Count;
        var assessed = new AssessedNode[changed.Count];
        Parallel.For(0, changed.Count, i => assessed[i] = judge.Assess(evidence, changed[i]));
        var transitions = new List<NodeTransition>();
        foreach (var one in assessed)
        {
            var before = nodes.GetValueOrDefault(one.Row.Name)?.Row;
            nodes[one.Row.Name] = one;
            if (before is null || Essence(before) != Essence(one.Row)) transitions.Add(new NodeTransition(evidence.CollectedAt, before, one.Row));
        }

        return transitions;
    }

    /// <summary>Forgets a node.</summary>
    /// <param name="evidence">The cluster, with the present time.</param>
    /// <param name="node">Its name.</param>
    /// <returns>What it was; null where it was not known.</returns>
    public NodeTransition? Remove(FleetEvidence evidence, string node)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return nodes.Remove(node, out var before) ? new NodeTransition(evidence.CollectedAt, before.Row, null) : null;
    }

    /// <summary>The report of all nodes as they were judged last.</summary>
    /// <param name="evidence">The cluster, with the present time.</param>
    public ClusterReport Report(FleetEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Nodes is null ? judge.Judge(evidence) : FleetJudge.Report(evidence, [.. nodes.Values]);
    }

    private static (string, string, string, string, string?, string?) Essence(FleetNodeReport row) => (row.Verdict, row.Cause, row.Client.Stage, row.Serving.Stage, row.Ready, row.Excluded);
}
