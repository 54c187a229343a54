using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What a watch tells: changes of the answer, and not each new number.</summary>
public sealed class FleetTransitionTests
{
    private readonly FleetLedger ledger = new(new FleetJudge(new FleetOptions { Exclusions = [new Exclusion { Nodes = "edge", Reason = "known", Until = new DateOnly(2026, 6, 16) }] }));

    [Fact]
    public void Only_changed_rows_are_transitions_in_the_given_order()
    {
        ledger.Set(Observed.Cluster(), [Sound("a"), Sound("b"), Sound("c")]);

        var told = ledger.Set(Observed.Cluster(), [Sound("c").WithCsr(SignerNames.KubeletClient, "Denied"), Sound("b"), Observed.Node("a", silentFor: TimeSpan.FromMinutes(9))]);

        Assert.Equal([("c", Verdicts.Failing), ("a", Verdicts.Undetermined)], told.Select(t => (t.Node, t.After!.Verdict)));
        Assert.All(told, t => Assert.Equal((Verdicts.Healthy, Observed.Now), (t.Before!.Verdict, t.At)));
    }

    [Fact]
    public void A_renewed_heartbeat_is_no_transition_and_still_reported()
    {
        ledger.Set(Observed.Cluster(), [Sound("a")]);

        Assert.Empty(ledger.Set(Observed.Cluster(), [Observed.Node("a", TimeSpan.FromDays(100), TimeSpan.FromSeconds(1), serving: Observed.Sound)]));

        var row = Assert.Single(ledger.Report(Observed.Cluster()).Nodes);
        Assert.Equal((Observed.Now.AddDays(100), Observed.Now.AddSeconds(-1)), (row.Client.NotAfter, row.LastHeartbeat));
    }

    [Fact]
    public void Judgements_count_nodes_that_were_judged_and_nothing_else()
    {
        Assert.Equal(0, ledger.Judgements);
        ledger.Set(Observed.Cluster(), [Sound("a"), Sound("b")]);
        ledger.Set(Observed.Cluster(), [Sound("a")]);
        ledger.Set(Observed.Cluster(), []);
        ledger.Remove(Observed.Cluster(), "a");
        ledger.Report(Observed.Cluster());

        Assert.Equal(3, ledger.Judgements);
    }

    [Fact]
    public void A_node_that_is_removed_and_comes_back_is_new()
    {
        ledger.Set(Observed.Cluster(), [Sound("a"), Sound("b")]);

        var gone = ledger.Remove(Observed.Cluster() with { CollectedAt = Observed.Now.AddMinutes(1) }, "a");
        var left = ledger.Report(Observed.Cluster()).Nodes;
        var back = ledger.Set(Observed.Cluster(), [Sound("a")]);

        Assert.Equal(("a", Verdicts.Healthy, Observed.Now.AddMinutes(1)), (gone!.Node, gone.Before!.Verdict, gone.At));
        Assert.Equal(["b"], left.Select(n => n.Name));
        Assert.Null(Assert.Single(back).Before);
    }

    [Fact]
    public void A_node_that_was_never_there_is_not_removed() => Assert.Null(ledger.Remove(Observed.Cluster(), "a"));

    [Fact]
    public void The_end_of_an_exclusion_is_a_transition()
    {
        var node = Observed.Node("edge", silentFor: TimeSpan.FromHours(1));
        ledger.Set(Observed.Cluster(), [node]);

        var told = Assert.Single(ledger.Set(Observed.Cluster() with { CollectedAt = Observed.Now.AddHours(12) }, [node]));

        Assert.Equal(("known (until 2026-06-16)", null), (told.Before!.Excluded, told.After!.Excluded));
        Assert.Equal(told.Before.Verdict, told.After.Verdict);
    }

    [Fact]
    public void Nodes_that_cannot_be_listed_any_more_are_an_error_and_not_the_last_answer()
    {
        ledger.Set(Observed.Cluster(), [Sound("a")]);

        var report = ledger.Report(Observed.Cluster() with { Nodes = null });

        Assert.Equal((Verdicts.Undetermined, "the nodes cannot be listed: no reason is known"), (report.Verdict, report.Error));
        Assert.Empty(report.Nodes);
    }

    private static ObservedNode Sound(string name) => Observed.Node(name, TimeSpan.FromDays(200), serving: Observed.Sound);
}
