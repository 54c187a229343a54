using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What a row says where a diagnosis finds nothing.</summary>
public sealed class FleetAnswerTests
{
    private const string Timeout = "dial tcp 10.0.0.1:10250: i/o timeout";

    private static readonly FleetJudge judge = new(new FleetOptions());

    [Fact]
    public void A_silent_node_that_nothing_answers_from_is_undetermined_with_the_next_step()
    {
        var row = Row(Observed.Node("worker-1", silentFor: TimeSpan.FromMinutes(20)) with { Errors = [new CollectionError("node/serving.pem", Timeout)] });

        Assert.Equal((Verdicts.Undetermined, "insufficient-evidence", "Unknown"), (row.Verdict, row.Cause, row.Ready));
        Assert.Equal("Silent since 2026-06-15 11:40:00 UTC; its kubelet does not answer on its port either. Why is told by the node itself: certrot diagnose worker-1 with access to it.", row.Summary);
        Assert.Equal([("node/serving.pem", Timeout)], row.Missing.Select(m => (m.What, m.Why)));
    }

    [Fact]
    public void A_silent_node_whose_certificate_ended_by_its_metrics_fails_and_does_not_come_back()
    {
        var row = Row(Observed.Node("worker-1", clientLeft: TimeSpan.FromMinutes(-30), silentFor: TimeSpan.FromMinutes(20)));

        Assert.Equal((Verdicts.Failing, "metrics"), (row.Verdict, row.Client.Known));
        Assert.StartsWith("Silent since 2026-06-15 11:40:00 UTC, and its client certificate ended at 2026-06-15 11:30:00 UTC: it does not come back by itself.", row.Summary, StringComparison.Ordinal);
        Assert.Contains("certrot diagnose worker-1", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_node_whose_certificate_is_in_date_is_not_called_lost_by_it() =>
        Assert.Equal(Verdicts.Undetermined, Row(Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(30), silentFor: TimeSpan.FromMinutes(20))).Verdict);

    [Fact]
    public void A_kubelet_that_neither_way_reaches_is_told_with_the_error_of_the_api_server()
    {
        var row = Row(Unreached("error trying to reach service: " + Timeout));

        Assert.Equal((Verdicts.Undetermined, "insufficient-evidence", "True"), (row.Verdict, row.Cause, row.Ready));
        Assert.EndsWith($"its serving certificate is not known: error trying to reach service: {Timeout}", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_that_is_not_allowed_says_nothing_of_the_kubelet() => Assert.Equal(Verdicts.Healthy, Row(Unreached("needs `get nodes/metrics`")).Verdict);

    [Fact]
    public void One_way_that_works_is_enough()
    {
        var byApi = Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(200)) with { Errors = [new CollectionError("node/serving.pem", Timeout)] };
        var byPort = Observed.Node("worker-1", serving: Observed.Sound) with { Errors = [new CollectionError("node/metrics.prom", Timeout)] };

        Assert.Equal((Verdicts.Healthy, Verdicts.Healthy), (Row(byApi).Verdict, Row(byPort).Verdict));
    }

    [Theory]
    [InlineData(Verdicts.Failing, "True", true)]
    [InlineData(Verdicts.Failing, "Unknown", true)]
    [InlineData(Verdicts.Undetermined, "True", true)]
    [InlineData(Verdicts.Undetermined, "Unknown", true)]
    [InlineData(Verdicts.Undetermined, null, true)]
    [InlineData(Verdicts.NotCertificateRelated, "True", false)]
    [InlineData(Verdicts.NotCertificateRelated, "False", true)]
    [InlineData(Verdicts.AtRisk, "False", false)]
    [InlineData(Verdicts.Healthy, "Unknown", false)]
    public void A_closer_look_is_worth_it_where_a_node_fails_or_nothing_is_known(string verdict, string? ready, bool worth)
    {
        var row = Told("a", verdict, "c", ready);

        Assert.Equal(worth, FleetJudge.IsWorthALook(row));
        Assert.False(FleetJudge.IsWorthALook(row with { Excluded = "known (until 2027-01-01)" }));
    }

    [Fact]
    public void Of_each_cause_three_are_looked_at_and_no_more_than_asked_for()
    {
        var report = new ClusterReport
        {
            Context = "lab",
            ScannedAt = Observed.Now,
            Verdict = Verdicts.Failing,
            Nodes = [.. Enumerable.Range(0, 5).Select(i => Told($"a{i}", Verdicts.Failing, "kcm-down", "True")), Told("b", Verdicts.Failing, "csr-flood", "True"), Told("c", Verdicts.Healthy, "healthy", "True"), Told("d", Verdicts.Undetermined, "insufficient-evidence", "Unknown")],
        };

        Assert.Equal(["a0", "a1", "a2", "b", "d"], FleetJudge.WorthALook(report, 100));
        Assert.Equal(["a0", "a1", "a2", "b"], FleetJudge.WorthALook(report, 4));
    }

    private static ObservedNode Unreached(string error) => Observed.Node("worker-1") with { Errors = [new CollectionError("node/serving.pem", Timeout), new CollectionError("node/metrics.prom", error)] };

    private static FleetNodeReport Told(string name, string verdict, string cause, string? ready)
    {
        var unknown = new FleetCertificateReport { Stage = "unknown", Known = "unknown" };
        return new FleetNodeReport { Name = name, Verdict = verdict, Cause = cause, Confidence = "likely", Summary = "", Ready = ready, Client = unknown, Serving = unknown, Preflight = "unknown" };
    }

    private static FleetNodeReport Row(ObservedNode node) => judge.Judge(Observed.Cluster(node)).Nodes[0];
}
