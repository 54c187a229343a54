using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What a scan says of single nodes beyond a diagnosis.</summary>
public sealed class FleetJudgeTests
{
    private static readonly FleetJudge judge = new(new FleetOptions());

    [Fact]
    public void A_sound_node_is_healthy_and_each_value_says_how_it_is_known()
    {
        var row = Row(Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(200), serving: Observed.Sound));

        Assert.Equal(Verdicts.Healthy, row.Verdict);
        Assert.Equal(("metrics", "handshake"), (row.Client.Known, row.Serving.Known));
        Assert.Equal(Observed.Now.AddDays(200), row.Client.NotAfter);
        Assert.Null(row.LostAt);
    }

    [Fact]
    public void Where_only_the_heartbeat_is_seen_the_end_is_unknown_and_said_to_be()
    {
        var row = Row(Observed.Node("worker-1", serving: Observed.Sound));

        Assert.Equal(("heartbeat", null), (row.Client.Known, row.Client.NotAfter));
    }

    [Fact]
    public void Without_a_handshake_the_metrics_tell_of_the_serving_certificate()
    {
        var row = Row(Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(200), servingLeft: 1e7));

        Assert.Equal((Verdicts.Healthy, "metrics"), (row.Verdict, row.Serving.Known));
        Assert.Equal(Observed.Now.AddSeconds(1e7), row.Serving.NotAfter);
    }

    [Fact]
    public void A_kubelet_that_counts_no_time_to_live_has_no_serving_certificate()
    {
        var row = Row(Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(200), servingLeft: double.PositiveInfinity));

        Assert.Equal((Verdicts.Failing, "serving-csr-never-created", "likely"), (row.Verdict, row.Cause, row.Confidence));
    }

    [Fact]
    public void A_silent_node_is_undetermined_and_never_healthy()
    {
        var row = Row(Observed.Node("worker-1", silentFor: TimeSpan.FromMinutes(20), serving: Observed.Sound));

        Assert.Equal((Verdicts.Undetermined, "insufficient-evidence"), (row.Verdict, row.Cause));
        Assert.StartsWith("Silent since 2026-06-15 11:40:00 UTC; its kubelet still answers on its port.", row.Summary, StringComparison.Ordinal);
        Assert.True(FleetJudge.IsWorthALook(row));
    }

    [Fact]
    public void A_silent_node_that_was_read_itself_is_not_sent_back_to_itself()
    {
        var seen = Observed.Node("worker-1", silentFor: TimeSpan.FromMinutes(20), serving: Observed.Sound);
        var whole = Observed.Cluster(seen).Of(seen);
        var closely = whole with { Host = whole.Host with { Process = new KubeletProcess(true, null, ["/usr/bin/kubelet"], null, null, new Source("node/process.json"), "S (sleeping)") } };

        var row = Row(seen with { Closely = closely });

        Assert.Equal((Verdicts.Undetermined, "insufficient-evidence"), (row.Verdict, row.Cause));
        Assert.EndsWith("The node itself was read and does not tell why: its kubelet's process is there. What was read: certrot diagnose worker-1.", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_node_whose_client_certificate_ended_is_lost_and_why_it_ended_is_not_guessed()
    {
        var seen = Observed.Node("worker-1", clientLeft: TimeSpan.FromMinutes(10), silentFor: TimeSpan.FromMinutes(20), serving: Observed.Sound);
        // Read half an hour ago, while it still answered.
        var row = Row(seen with { Metrics = seen.Metrics!.At(Observed.Now.AddMinutes(-30)) });

        Assert.Equal((Verdicts.Failing, "insufficient-evidence"), (row.Verdict, row.Cause));
        Assert.Equal(Observed.Now.AddMinutes(-20), row.Client.NotAfter);
        Assert.Equal(Observed.Now.AddMinutes(-20).AddSeconds(50), row.LostAt);
    }

    [Fact]
    public void A_kubelet_that_neither_way_reaches_is_not_called_healthy()
    {
        var row = Row(Observed.Node("worker-1") with
        {
            Errors = [new CollectionError("node/serving.pem", "dial tcp 10.0.0.1:10250: i/o timeout"), new CollectionError("node/metrics.prom", "error trying to reach service: dial tcp 10.0.0.1:10250: i/o timeout")],
        });

        Assert.Equal(Verdicts.Undetermined, row.Verdict);
        Assert.Contains("Neither this machine nor the API server reaches its kubelet", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kubelet_that_refuses_the_api_server_is_not_called_healthy()
    {
        var row = Row(Observed.Node("worker-1", serving: Observed.Sound) with { Errors = [new CollectionError("node/metrics.prom", FleetErrors.KubeletRefuses)] });

        Assert.Equal(Verdicts.Undetermined, row.Verdict);
        Assert.StartsWith("Its kubelet refuses the API server's credentials (401), so logs, exec and metrics fail.", row.Summary, StringComparison.Ordinal);
        Assert.True(FleetJudge.IsWorthALook(row));
    }

    [Fact]
    public void A_kubelet_that_cannot_ask_the_api_server_is_not_called_healthy_before_it_misses_a_heartbeat()
    {
        var row = Row(Observed.Node("worker-1", serving: Observed.Sound) with { Errors = [new CollectionError("node/metrics.prom", FleetErrors.KubeletCannotAsk)] });

        Assert.Equal((Verdicts.Undetermined, "True"), (row.Verdict, row.Ready));
        Assert.Contains("no heartbeat is missed yet", row.Summary, StringComparison.Ordinal);
    }

    [Theory]
    // A serving certificate of 100 days with 9 days left, and with 11.
    [InlineData(9, 0.10, null, true)]
    [InlineData(11, 0.10, null, false)]
    [InlineData(11, 0.15, null, true)]
    // A fixed time goes before a share.
    [InlineData(9, 0.10, 5, false)]
    [InlineData(4, 0.01, 5, true)]
    public void Late_is_what_has_less_left_than_the_threshold(int daysLeft, double share, int? days, bool late)
    {
        var strict = new FleetJudge(new FleetOptions { Thresholds = new Thresholds { Share = share, Fixed = days is { } d ? TimeSpan.FromDays(d) : null } });
        var end = Observed.Now.AddDays(daysLeft);

        var row = strict.Judge(Observed.Cluster(Observed.Node("worker-1", clientLeft: TimeSpan.FromDays(300), serving: (end.AddDays(-100), end)))).Nodes[0];

        Assert.Equal(late, row.Serving.Late is not null);
        if (late) Assert.NotEqual(Verdicts.Healthy, row.Verdict);
    }

    [Fact]
    public void Zones_and_pools_are_told_by_labels_of_any_provider_or_by_the_one_that_is_named()
    {
        var node = Observed.Node("worker-1", labels: """{"topology.kubernetes.io/zone":"eu-1a","cloud.google.com/gke-nodepool":"general","team":"blue"}""");

        Assert.Equal(("eu-1a", "general"), (Row(node).Zone, Row(node).Pool));
        Assert.Equal("blue", new FleetJudge(new FleetOptions { PoolLabel = "team" }).Judge(Observed.Cluster(node)).Nodes[0].Pool);
    }

    [Fact]
    public void Nodes_that_could_not_be_listed_are_an_error_with_its_reason()
    {
        var report = judge.Judge(Observed.Cluster() with { Nodes = null, Errors = [new CollectionError("cluster/nodes.json", "needs `list nodes`")] });

        Assert.Equal((Verdicts.Undetermined, "the nodes cannot be listed: needs `list nodes`"), (report.Verdict, report.Error));
    }

    [Fact]
    public void The_worst_come_first()
    {
        var report = judge.Judge(Observed.Cluster(
            Observed.Node("a-sound", clientLeft: TimeSpan.FromDays(200), serving: Observed.Sound),
            Observed.Node("b-silent", silentFor: TimeSpan.FromHours(1)),
            Observed.Node("c-late", clientLeft: TimeSpan.FromDays(200), serving: (Observed.Now.AddDays(-99), Observed.Now.AddDays(1)))));

        Assert.Equal(["c-late", "b-silent", "a-sound"], report.Nodes.Select(n => n.Name));
        Assert.Equal(Verdicts.AtRisk, report.Verdict);
    }

    private static FleetNodeReport Row(ObservedNode node) => judge.Judge(Observed.Cluster(node)).Nodes[0];
}
