using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

public sealed class FleetLedgerTests
{
    private readonly FleetLedger ledger = new(new FleetJudge(new FleetOptions()));

    [Fact]
    public void Only_what_is_judged_otherwise_is_a_transition()
    {
        var sound = Observed.Node("a", TimeSpan.FromDays(200), serving: Observed.Sound);
        var cluster = Observed.Cluster();
        var first = ledger.Set(cluster, [sound, Observed.Node("b", TimeSpan.FromDays(200), serving: Observed.Sound)]);

        var same = ledger.Set(cluster, [sound]);
        var other = ledger.Set(cluster, [Observed.Node("a", TimeSpan.FromDays(200), silentFor: TimeSpan.FromMinutes(5), serving: Observed.Sound)]);

        Assert.Equal(2, first.Count);
        Assert.All(first, t => Assert.Null(t.Before));
        Assert.Empty(same);
        var transition = Assert.Single(other);
        Assert.Equal(("a", Verdicts.Healthy, Verdicts.Undetermined), (transition.Node, transition.Before!.Verdict, transition.After!.Verdict));
        Assert.Equal(4, ledger.Judgements);
    }

    [Fact]
    public void Its_report_is_that_of_a_scan_of_the_same()
    {
        ObservedNode[] nodes = [Observed.Node("a", TimeSpan.FromDays(200), serving: Observed.Sound), Observed.Node("b", silentFor: TimeSpan.FromMinutes(5))];
        ledger.Set(Observed.Cluster(), nodes);

        var report = ledger.Report(Observed.Cluster());

        var scan = new FleetJudge(new FleetOptions()).Judge(Observed.Cluster(nodes));
        Assert.Equal(scan.Verdict, report.Verdict);
        Assert.Equal(scan.Nodes.Select(n => (n.Name, n.Verdict, n.Summary)), report.Nodes.Select(n => (n.Name, n.Verdict, n.Summary)));
    }

    [Fact]
    public void A_node_that_is_gone_is_told_once()
    {
        ledger.Set(Observed.Cluster(), [Observed.Node("a")]);

        var gone = ledger.Remove(Observed.Cluster(), "a");

        Assert.Null(gone!.After);
        Assert.Null(ledger.Remove(Observed.Cluster(), "a"));
        Assert.Empty(ledger.Report(Observed.Cluster()).Nodes);
    }
}
