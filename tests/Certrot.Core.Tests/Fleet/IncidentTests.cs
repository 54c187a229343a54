using Certrot.Fleet;

namespace Certrot.Core.Tests.Fleet;

/// <summary>Nodes with one root cause are one thing to repair; what concerns the cluster is told once.</summary>
public sealed class IncidentTests
{
    private static readonly FleetJudge judge = new(new FleetOptions());

    [Fact]
    public void Nodes_with_the_same_cause_are_one_incident_with_its_reach()
    {
        var ended = (Observed.Now.AddDays(-400), Observed.Now.AddDays(-3));
        var evidence = Observed.Cluster(
            Observed.Node("a", TimeSpan.FromDays(200), labels: """{"topology.kubernetes.io/zone":"z1"}""", serving: ended),
            Observed.Node("b", TimeSpan.FromDays(200), labels: """{"topology.kubernetes.io/zone":"z2"}""", serving: ended),
            Observed.Node("c", TimeSpan.FromDays(200), labels: """{"topology.kubernetes.io/zone":"z3"}""", serving: Observed.Sound)) with
        { Pods = new Dictionary<string, int> { ["a"] = 3, ["b"] = 4, ["c"] = 100 } };

        var report = judge.Judge(evidence);

        var incident = Assert.Single(report.Incidents);
        Assert.Equal(["a", "b"], incident.Nodes.Order(StringComparer.Ordinal));
        Assert.Equal(7, incident.Pods);
        Assert.Equal(["z1", "z2"], incident.Zones);
        Assert.False(incident.ControlPlane);
        Assert.All(report.Nodes.Where(n => n.Name != "c"), n => Assert.Equal(0, n.Incident));
        Assert.Null(report.Nodes.Single(n => n.Name == "c").Incident);
    }

    [Fact]
    public void Silent_nodes_without_a_cause_are_no_incident()
    {
        var report = judge.Judge(Observed.Cluster(Observed.Node("a", silentFor: TimeSpan.FromMinutes(10)), Observed.Node("b", silentFor: TimeSpan.FromDays(3))));

        Assert.Empty(report.Incidents);
    }

    [Fact]
    public void Many_nodes_that_fell_silent_at_one_time_are_one_event()
    {
        ObservedNode[] nodes = [.. Enumerable.Range(0, 4).Select(i => Observed.Node($"n{i}", silentFor: TimeSpan.FromHours(2) + TimeSpan.FromSeconds(20 * i))), Observed.Node("sound", TimeSpan.FromDays(200), serving: Observed.Sound)];

        var together = judge.Judge(Observed.Cluster(nodes));
        var apart = judge.Judge(Observed.Cluster([.. Enumerable.Range(0, 4).Select(i => Observed.Node($"n{i}", silentFor: TimeSpan.FromHours(2 + i)))]));

        Assert.StartsWith("4 of 5 nodes fell silent within 5m", Assert.Single(together.Items, i => i.Id == "lost-together").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(apart.Items, i => i.Id == "lost-together");
    }

    [Theory]
    [InlineData(400, 400, 10, "warn", "400 CSRs of kubelets are pending")]
    [InlineData(90, 90, 10, "pass", "90 CSRs, 90 of kubelets pending")]
    [InlineData(25_000, 0, 10, "warn", "There are 25000 CSRs")]
    // A large cluster has many that are sound.
    [InlineData(25_000, 0, 3000, "pass", "25000 CSRs")]
    public void A_pile_of_csrs_is_measured_by_the_cluster(int total, int pending, int nodes, string outcome, string text)
    {
        var evidence = Observed.Cluster([.. Enumerable.Range(0, nodes).Select(i => Observed.Node($"n{i}"))]) with { Csrs = Observed.Csrs(total, pending, pending > 0 ? Observed.Now.AddHours(-5) : null) };

        var item = judge.Judge(evidence).Items.Single(i => i.Id == "csr-pile-up");

        Assert.Equal(outcome, item.Outcome);
        Assert.Contains(text, item.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ca_and_csrs_that_were_not_seen_are_unknown_and_not_sound()
    {
        var report = judge.Judge(Observed.Cluster(Observed.Node("a")) with { Csrs = null });

        Assert.All(report.Items, i => Assert.Equal("unknown", i.Outcome));
        Assert.Equal(["ca-horizon", "csr-pile-up"], report.Items.Select(i => i.Id).Order(StringComparer.Ordinal));
    }
}
