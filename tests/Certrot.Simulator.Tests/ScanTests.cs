using System.Diagnostics;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Reports;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Tests;

/// <summary>A scan at scale, and where things get in its way.</summary>
public sealed class ScanTests
{
    [Fact]
    [Trait("needs", "minutes")]
    public async Task Thousands_of_nodes_come_in_pages_and_each_is_seen()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 1_200, OldCsrs = 3_000, PodsPerNode = 1 });

        var report = await cluster.ScanAsync();

        Assert.Null(report.Error);
        Assert.Equal(1_200, report.Nodes.Count);
        Assert.Equal(cluster.Simulation.Planted.Keys.Order(StringComparer.Ordinal), report.Nodes.Select(n => n.Name).Order(StringComparer.Ordinal));
        Assert.All(report.Nodes, n => Assert.Equal(("handshake", "metrics", Verdicts.Healthy), (n.Serving.Known, n.Client.Known, n.Verdict)));
        Assert.Contains(report.Items, i => i.Id == "csr-pile-up" && i.Text.StartsWith("3000 CSRs", StringComparison.Ordinal));
        Assert.Empty(report.Missing);
    }

    [Fact]
    public async Task Lists_that_are_forgotten_between_pages_are_read_anew_and_counted_once()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 1_100, OldCsrs = 1_300, Faults = PlantedFault.Parse("api-forgets-pages=1", 1_100, 1) });

        var report = await cluster.ScanAsync(new ScanOptions { Handshakes = false, Metrics = false });

        Assert.Equal(1_100, report.Nodes.Count);
        Assert.Contains(report.Items, i => i.Id == "csr-pile-up" && i.Text.StartsWith("1300 CSRs", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task Kubelets_that_stall_cost_time_at_once_and_not_one_after_another()
    {
        await using var cluster = await Scanned.StartAsync(100, "tls-stalls=60");
        var watch = Stopwatch.StartNew();

        var report = await cluster.ScanAsync(new ScanOptions { ParallelMetrics = 64 });

        // A handshake is waited for 5 s, and so does the API server wait for a kubelet: one after another it would be ten minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"{watch.Elapsed}");
        Assert.Equal(40, report.Counts[Verdicts.Healthy]);
        Assert.Equal(60, report.Counts[Verdicts.Undetermined]);
        Assert.All(report.Nodes.Where(n => n.Verdict == Verdicts.Undetermined), n => Assert.Contains(n.Missing, m => m.What == "node/serving.pem" && m.Why.Contains("i/o timeout", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task Where_no_kubelet_can_be_reached_from_here_the_rest_is_not_tried()
    {
        await using var cluster = await Scanned.StartAsync(300, "tls-stalls=300");
        var watch = Stopwatch.StartNew();

        var report = await cluster.ScanAsync(new ScanOptions { Metrics = false, Parallel = 32 });

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"{watch.Elapsed}");
        Assert.Contains(report.Nodes, n => n.Missing.Any(m => m.Why.StartsWith("not tried:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_rights_there_is_one_reason_and_no_nodes()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 3 }, "nobody");

        var report = await cluster.ScanAsync();

        Assert.Equal(Verdicts.Undetermined, report.Verdict);
        Assert.StartsWith("the nodes cannot be listed: needs `list nodes`: ", report.Error, StringComparison.Ordinal);
        Assert.Empty(report.Nodes);
    }

    [Fact]
    public async Task Pods_of_each_node_are_counted()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 40, PodsPerNode = 20 });

        var (pods, error) = await new FleetScanner(cluster.Api, TimeProvider.System).PodsAsync(TestContext.Current.CancellationToken);

        Assert.Null(error);
        // The control plane's own pods are on a node that is not among the simulated.
        Assert.All(cluster.Simulation.Planted.Keys, n => Assert.Equal(20, pods![n]));
    }

    [Fact]
    public async Task Certificates_rotate_while_one_watches_where_time_runs_faster()
    {
        // Of an hour's life at 600 times the speed: a renewal every five seconds.
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 5, Lifetime = TimeSpan.FromHours(1), Speed = 600 });
        var before = (await cluster.ScanAsync()).Nodes.ToDictionary(n => n.Name, n => n.Serving.NotAfter, StringComparer.Ordinal);

        var after = await cluster.ScanUntilAsync(r => r.Nodes.All(n => n.Serving.NotAfter > before[n.Name]));

        Assert.All(after.Nodes, n => Assert.True(n.Serving.NotAfter > before[n.Name]));
        // "Now" is the API server's: by this machine's clock nothing of it would be over for hours.
        Assert.True(after.ScannedAt > TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5), $"{after.ScannedAt}");
        Assert.DoesNotContain(after.Nodes, n => n.Ready != "True");
    }

    [Fact]
    public async Task What_is_excluded_raises_no_alarm_until_its_day()
    {
        await using var cluster = await Scanned.StartAsync(20, "serving-static-cert-expired=2");
        var known = new Exclusion { Cause = "serving-static-cert-expired", Reason = "replaced in spring", Until = new DateOnly(2999, 1, 1) };

        var excluded = await cluster.ScanAsync(how: new FleetOptions { Exclusions = [known] });
        var over = await cluster.ScanAsync(how: new FleetOptions { Exclusions = [known with { Until = new DateOnly(2020, 1, 1) }] });

        Assert.Equal(Verdicts.Healthy, excluded.Verdict);
        Assert.Equal(2, excluded.Counts["excluded"]);
        Assert.Empty(excluded.Incidents);
        Assert.All(excluded.Nodes.Where(n => n.Excluded is not null), n => Assert.Equal("replaced in spring (until 2999-01-01)", n.Excluded));
        Assert.Equal(Verdicts.Failing, over.Verdict);
    }
}
