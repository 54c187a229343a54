using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What is known already raises no alarm, and nothing beside it is hidden.</summary>
public sealed class ExclusionFitTests
{
    private static readonly Dictionary<string, string> labels = new(StringComparer.Ordinal) { ["pool"] = "legacy", ["zone"] = "z1" };

    [Theory]
    [InlineData("pool", "legacy", true)]
    [InlineData("pool", "Legacy", false)]
    [InlineData("team", "legacy", false)]
    public void A_label_fits_by_name_and_value(string name, string value, bool fits) =>
        Assert.Equal(fits, (Known() with { Labels = new Dictionary<string, string> { [name] = value } }).Fits("n", labels, "kcm-down"));

    [Theory]
    [InlineData("z1", true)]
    [InlineData("z2", false)]
    public void Every_label_has_to_fit(string zone, bool fits) =>
        Assert.Equal(fits, (Known() with { Labels = new Dictionary<string, string> { ["pool"] = "legacy", ["zone"] = zone } }).Fits("n", labels, "kcm-down"));

    [Theory]
    [InlineData("Edge-1", false)]
    [InlineData("edge-1", true)]
    [InlineData("my-edge-1", false)]
    [InlineData("edge-1.example.com", true)]
    public void A_pattern_is_of_the_whole_name_in_its_case(string name, bool fits) =>
        Assert.Equal(fits, (Known() with { Nodes = "edge-*" }).Fits(name, labels, "kcm-down"));

    [Fact]
    public void The_hour_of_the_clock_is_utc()
    {
        var exclusion = Known() with { Until = new DateOnly(2026, 6, 16) };

        Assert.True(exclusion.Holds(new DateTimeOffset(2026, 6, 16, 1, 0, 0, TimeSpan.FromHours(2))));
        Assert.False(exclusion.Holds(new DateTimeOffset(2026, 6, 15, 23, 0, 0, TimeSpan.FromHours(-2))));
    }

    [Fact]
    public void What_is_excluded_raises_no_alarm_until_its_day()
    {
        var evidence = Observed.Cluster(Observed.Node("edge-1", TimeSpan.FromDays(200), serving: (Observed.Now.AddDays(-400), Observed.Now.AddDays(-3)))).WithAuthority(Observed.Now.AddYears(9));

        var held = Judge(Known() with { Nodes = "edge-*", Until = new DateOnly(2026, 6, 16) }, evidence);
        var over = Judge(Known() with { Nodes = "edge-*", Until = new DateOnly(2026, 6, 15) }, evidence);

        Assert.Equal((Verdicts.Healthy, Verdicts.Failing), (held.Verdict, over.Verdict));
        Assert.Empty(held.Incidents);
        Assert.Single(over.Incidents);
        Assert.Equal(("known (until 2026-06-16)", null), (held.Nodes[0].Excluded, over.Nodes[0].Excluded));
        Assert.Equal(Verdicts.Failing, held.Nodes[0].Verdict);
        Assert.Equal((1, 1), (held.Counts["excluded"], over.Counts[Verdicts.Failing]));
    }

    [Fact]
    public void By_cause_only_nodes_with_that_cause_are_excluded()
    {
        var evidence = Observed.Cluster(
            Observed.Node("ended", TimeSpan.FromDays(200), serving: (Observed.Now.AddDays(-400), Observed.Now.AddDays(-3))),
            Observed.Node("denied", TimeSpan.FromDays(200), serving: Observed.Sound).WithCsr("kubernetes.io/kube-apiserver-client-kubelet", "Denied"));

        var report = Judge(Known() with { Cause = "serving-static-cert-expired" }, evidence);

        Assert.Equal(["denied", "ended"], report.Nodes.Select(n => n.Name));
        Assert.Equal((null, "known (until 2027-01-01)"), (report.Nodes[0].Excluded, report.Nodes[1].Excluded));
    }

    [Fact]
    public void The_first_that_fits_gives_the_reason()
    {
        var options = new FleetOptions { Exclusions = [Known() with { Nodes = "b" }, Known() with { Nodes = "a", Reason = "first" }, Known() with { Nodes = "*", Reason = "second" }] };

        Assert.Equal("first (until 2027-01-01)", new FleetJudge(options).Judge(Observed.Cluster(Observed.Node("a"))).Nodes[0].Excluded);
    }

    private static Exclusion Known() => new() { Reason = "known", Until = new DateOnly(2027, 1, 1) };

    private static ClusterReport Judge(Exclusion exclusion, FleetEvidence evidence) => new FleetJudge(new FleetOptions { Exclusions = [exclusion] }).Judge(evidence);
}
