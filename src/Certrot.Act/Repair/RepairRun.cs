using Certrot.Act.Repair.Cluster;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Reports;

namespace Certrot.Act.Repair;

/// <summary>The repair of one node: its plan, the way to its evidence and to itself, and how far it came.</summary>
public sealed class RepairRun
{
    private readonly Func<CancellationToken, Task<NodeEvidence>> collect;
    private readonly Func<string, NodeRepairer>? reach;

    /// <summary>Makes one.</summary>
    /// <param name="evidence">The evidence that the plan is made of.</param>
    /// <param name="collect">Collects evidence again.</param>
    /// <param name="reach">Gives a way to change the node, for an ID of the repair; null where there is none.</param>
    public RepairRun(NodeEvidence evidence, Func<CancellationToken, Task<NodeEvidence>> collect, Func<string, NodeRepairer>? reach)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        this.collect = collect;
        this.reach = reach;
        var plan = RepairPlanner.Plan(evidence);
        Plan = reach is null && plan.Refusal is null && plan.Steps.Any(s => s.Action is NodeAction)
            ? plan with { Refusal = $"{plan.Node} is read in a way that cannot change it, and the plan does: give --node-access ssh, or run certrot fix --local there" }
            : plan;
        Before = new Situation(evidence);
        Began = evidence.CollectedAt;
    }

    /// <summary>The plan.</summary>
    public RepairPlan Plan { get; }

    /// <summary>What became of it; null while it goes on.</summary>
    public RepairOutcome? Outcome { get; internal set; }

    internal Situation Before { get; }

    /// <summary>When it began, by the clock of the evidence, in UTC.</summary>
    internal DateTimeOffset Began { get; }

    /// <summary>The changes of the node that can be taken back together; null where there are none.</summary>
    internal NodeRepairer? Changes { get; set; }

    /// <summary>The token that was made for the node and is not deleted yet; null for none.</summary>
    internal BootstrapToken? Token { get; set; }

    /// <summary>When the kubelet was started anew, by the API server's clock, in UTC; null where it was not.</summary>
    internal DateTimeOffset? RestartedAt { get; set; }

    /// <summary>Whether the node got a certificate by this repair.</summary>
    internal NewCertificate Certificate { get; set; }

    /// <summary>Where the node's earlier files are, the oldest first.</summary>
    internal List<string> Backups { get; } = [];

    /// <summary>Whether the newest evidence shows a node whose certificates fail, for whatever cause.</summary>
    internal bool StillFails { get; private set; }

    internal async Task<RepairView> LookAsync(CancellationToken cancellation)
    {
        var evidence = await collect(cancellation).ConfigureAwait(false);
        var view = new RepairView(Before, evidence, Began);
        StillFails = view.Verdict == Verdicts.Failing;
        return view;
    }

    /// <summary>The changes of the node, begun where they are not.</summary>
    /// <param name="id">ID for those that begin.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <exception cref="RepairException">The node cannot be reached, or another repair of it goes on.</exception>
    internal async Task<NodeRepairer> ChangesAsync(string id, CancellationToken cancellation)
    {
        if (Changes is not null) return Changes;
        if (reach is null) throw new RepairException($"there is no way to {Plan.Node} itself: give --node-access ssh, or run certrot fix --local there");
        var changes = reach(id);
        await changes.BeginAsync(cancellation).ConfigureAwait(false);
        return Changes = changes;
    }
}
