using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What no single node shows.</summary>
public sealed class ClusterItemsTests
{
    [Theory]
    [InlineData(3650, "pass", "Every certificate issued from 2035-06-13 on will be truncated", 3285)]
    [InlineData(394, "warn", "Every certificate issued from 2026-07-14 on will be truncated", 29)]
    [InlineData(365, "warn", "Certificates issued now are cut to the end of the CA", 365)]
    [InlineData(31, "warn", "Certificates issued now are cut to the end of the CA", 31)]
    [InlineData(29, "fail", "Certificates issued now are cut to the end of the CA", 29)]
    [InlineData(-1, "fail", "nothing that it signed is valid", -1)]
    public void The_horizon_of_a_ca_comes_by_what_it_has_left(int daysLeft, string outcome, string text, int at)
    {
        var item = Horizon(Observed.Cluster().WithAuthority(Observed.Now.AddDays(daysLeft)));

        Assert.Equal((outcome, Observed.Now.AddDays(at)), (item.Outcome, item.At));
        Assert.Contains(text, item.Text, StringComparison.Ordinal);
        Assert.Contains(item.Evidence, q => q.Text == "--cluster-signing-duration was not collected; 365d is the default");
    }

    [Fact]
    public void Short_certificates_bring_the_horizon_nearer_to_the_end()
    {
        var item = Horizon(Observed.Cluster().WithAuthority(Observed.Now.AddDays(200)).WithControllerManager("--cluster-signing-duration=24h"));

        Assert.Equal(("pass", Observed.Now.AddDays(199)), (item.Outcome, item.At));
        Assert.Equal("--cluster-signing-duration=24h", item.Evidence[1].Text);
    }

    [Fact]
    public void Of_two_cas_the_one_that_ends_last_counts() =>
        Assert.Equal("pass", Horizon(Observed.Cluster().WithAuthority(Observed.Now.AddDays(3), Observed.Now.AddYears(9), Observed.Now.AddDays(-3))).Outcome);

    [Theory]
    [InlineData(100, 10, "pass")]
    [InlineData(101, 10, "warn")]
    [InlineData(200, 100, "pass")]
    [InlineData(201, 100, "warn")]
    public void Pending_csrs_are_a_pile_beyond_two_of_each_node_and_a_hundred(int pending, int nodes, string outcome) =>
        Assert.Equal(outcome, Pile(Observed.Csrs(pending, pending), nodes).Outcome);

    [Theory]
    [InlineData(20_000, 1, "pass")]
    [InlineData(20_001, 1, "warn")]
    [InlineData(20_001, 2001, "pass")]
    public void Old_csrs_are_a_pile_by_their_number(int total, int nodes, string outcome) =>
        Assert.Equal(outcome, Pile(Observed.Csrs(total), nodes).Outcome);

    [Fact]
    public void A_pile_is_told_with_its_oldest_and_its_states()
    {
        var oldest = Observed.Now.AddHours(-5);

        var item = Pile(Observed.Csrs(153, 150, oldest) with { ByState = new Dictionary<CsrState, int> { [CsrState.Issued] = 3, [CsrState.Pending] = 150 } }, 1);

        Assert.StartsWith("150 CSRs of kubelets are pending, the oldest for 5h: ", item.Text, StringComparison.Ordinal);
        Assert.Equal((oldest, "150 Pending, 3 Issued"), (item.At, Assert.Single(item.Evidence).Text));
    }

    [Theory]
    [InlineData(2, "fail", "3 of 3 nodes will expire within the same hour, from 2026-06-17 12:05:00 UTC on (in 2d)")]
    [InlineData(40, "warn", "3 of 3 nodes will expire within the same hour, from 2026-07-25 12:05:00 UTC on (in 40d)")]
    public void Nodes_that_end_in_one_hour_are_told_together(int days, string outcome, string text)
    {
        var item = Assert.Single(SameHour(Late("a", days, 59), Late("b", days, 5), Late("c", days, 30)));

        Assert.Equal((outcome, Observed.Now.AddDays(days).AddMinutes(5)), (item.Outcome, item.At));
        Assert.StartsWith(text, item.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_nodes_or_nodes_of_different_hours_do_not_end_together()
    {
        Assert.Empty(SameHour(Late("a", 2, 0), Late("b", 2, 5)));
        Assert.Empty(SameHour(Late("a", 2, 0), Late("b", 2, 60), Late("c", 2, 120)));
    }

    [Fact]
    public void Nodes_that_are_not_late_do_not_end_together() => Assert.Empty(SameHour(Late("a", 70, 0), Late("b", 70, 1), Late("c", 70, 2)));

    [Fact]
    public void Excluded_nodes_do_not_count_among_those_that_end_together() => Assert.Empty(SameHour(Late("a", 2, 0), Late("b", 2, 1), Late("known", 2, 2)));

    [Theory]
    [InlineData(39, 1)]
    [InlineData(40, 0)]
    public void Few_of_many_do_not_end_together(int nodes, int items) =>
        Assert.Equal(items, SameHour([.. Enumerable.Range(0, nodes).Select(i => i < 3 ? Late($"n{i}", 2, i) : Observed.Node($"n{i}"))]).Count());

    [Theory]
    [InlineData(true, 0, 150, 300)]
    [InlineData(false, 0, 150, 301)]
    [InlineData(false, 0, 10)]
    public void Nodes_fell_silent_together_within_five_minutes(bool together, params int[] seconds) =>
        Assert.Equal(together, LostTogether([.. seconds.Select((s, i) => Observed.Node($"n{i}", silentFor: TimeSpan.FromHours(2) + TimeSpan.FromSeconds(s)))]) is not null);

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Nodes_that_may_come_back_at_once_are_not_lost(int seconds, bool lost) =>
        Assert.Equal(lost, LostTogether([.. Enumerable.Range(0, 3).Select(i => Observed.Node($"n{i}", silentFor: TimeSpan.FromSeconds(seconds)))]) is not null);

    [Theory]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public void Few_of_many_are_no_event(int nodes, bool told) =>
        Assert.Equal(told, LostTogether([.. Enumerable.Range(0, nodes).Select(i => Observed.Node($"n{i}", silentFor: i < 3 ? TimeSpan.FromHours(2) : null))]) is not null);

    [Fact]
    public void Of_two_events_the_larger_is_told()
    {
        int[] hours = [9, 9, 9, 2, 2, 2, 2];

        var item = LostTogether([.. hours.Select((h, i) => Observed.Node($"n{i}", silentFor: TimeSpan.FromHours(h)))]);

        Assert.Equal(("fail", Observed.Now.AddHours(-2)), (item!.Outcome, item.At));
        Assert.StartsWith("4 of 7 nodes fell silent within 5m of 2026-06-15 10:00:00 UTC (2h ago)", item.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_that_outlived_their_certificate_meanwhile_are_counted()
    {
        ObservedNode[] alive = [.. Enumerable.Range(0, 3).Select(i => Observed.Node($"n{i}", TimeSpan.FromDays(1), TimeSpan.FromHours(2)))];

        var item = LostTogether([.. alive, Observed.Node("ended", TimeSpan.FromHours(-1), TimeSpan.FromHours(2))]);

        Assert.EndsWith(" Meanwhile 1 of them outlived their client certificate: these need new credentials when they come back.", item!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Meanwhile", LostTogether(alive)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_come_first_and_make_the_verdict()
    {
        var report = Judge(Observed.Cluster(Observed.Node("a")).WithAuthority(Observed.Now.AddDays(29)) with { Csrs = null });

        Assert.Equal(["ca-horizon", "csr-pile-up"], report.Items.Select(i => i.Id));
        Assert.Equal((Verdicts.Healthy, Verdicts.Failing), (report.Nodes[0].Verdict, report.Verdict));
    }

    private static ObservedNode Late(string name, int days, int minutes) => Observed.Node(name, TimeSpan.FromDays(days) + TimeSpan.FromMinutes(minutes));

    private static ClusterItemReport Horizon(FleetEvidence evidence) => Judge(evidence).Items.Single(i => i.Id == "ca-horizon");

    private static ClusterItemReport Pile(CsrTotals csrs, int nodes) =>
        Judge(Observed.Cluster([.. Enumerable.Range(0, nodes).Select(i => Observed.Node($"n{i}"))]) with { Csrs = csrs }).Items.Single(i => i.Id == "csr-pile-up");

    private static IEnumerable<ClusterItemReport> SameHour(params ObservedNode[] nodes) => Judge(Observed.Cluster(nodes)).Items.Where(i => i.Id == "same-hour-expiry");

    private static ClusterItemReport? LostTogether(params ObservedNode[] nodes) => Judge(Observed.Cluster(nodes)).Items.SingleOrDefault(i => i.Id == "lost-together");

    private static ClusterReport Judge(FleetEvidence evidence) => new FleetJudge(new FleetOptions
    {
        Thresholds = new Thresholds { Fixed = TimeSpan.FromDays(60) },
        Exclusions = [new Exclusion { Nodes = "known", Reason = "known", Until = new DateOnly(2027, 1, 1) }],
    }).Judge(evidence);
}
