using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>A cause of the control plane is told once; a node's own is told by cause and certificate.</summary>
public sealed class IncidentGrouperTests
{
    private static readonly (DateTimeOffset From, DateTimeOffset To) ended = (Observed.Now.AddDays(-400), Observed.Now.AddDays(-3));

    [Fact]
    public void A_control_plane_that_is_down_is_one_incident_of_all_nodes()
    {
        var report = Judge(Observed.Cluster(Sound("a"), Sound("b"), Sound("c")).WithLeader(TimeSpan.FromMinutes(10)));

        var incident = Assert.Single(report.Incidents);
        Assert.Equal(("kcm-down", true, Verdicts.AtRisk), (incident.Cause.Id, incident.ControlPlane, incident.Verdict));
        Assert.Equal(["a", "b", "c"], incident.Nodes);
        Assert.All(report.Nodes, n => Assert.Equal(0, n.Incident));
    }

    [Fact]
    public void A_control_plane_that_leads_is_none() => Assert.Empty(Judge(Observed.Cluster(Sound("a")).WithLeader(TimeSpan.FromSeconds(2))).Incidents);

    [Fact]
    public void A_cause_of_the_control_plane_is_one_whichever_certificate_meets_it()
    {
        var report = Judge(Observed.Cluster(Sound("a").WithCsr(SignerNames.KubeletClient, "Approved"), Observed.Node("b", TimeSpan.FromDays(200)).WithCsr(SignerNames.KubeletServing, "Approved")));

        var incident = Assert.Single(report.Incidents);
        Assert.Equal(("csr-approved-not-issued-no-signer", true), (incident.Cause.Id, incident.ControlPlane));
        Assert.Equal(["a", "b"], incident.Nodes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_cause_of_nodes_is_told_for_each_certificate()
    {
        var report = Judge(Observed.Cluster(
            Sound("a").WithCsr(SignerNames.KubeletClient, "Denied"),
            Sound("b").WithCsr(SignerNames.KubeletClient, "Denied"),
            Observed.Node("c", TimeSpan.FromDays(200)).WithCsr(SignerNames.KubeletServing, "Denied")));

        Assert.All(report.Incidents, i => Assert.Equal(("csr-denied-by-approver", false), (i.Cause.Id, i.ControlPlane)));
        Assert.Equal(["client: a b", "serving: c"], report.Incidents.Select(i => $"{i.Cause.Certificate}: {string.Join(' ', i.Nodes)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Different_causes_are_different_incidents_and_rows_tell_theirs()
    {
        var report = Judge(Observed.Cluster(Sound("a").WithCsr(SignerNames.KubeletClient, "Denied"), Observed.Node("b", TimeSpan.FromDays(200), serving: ended), Sound("c")));

        Assert.Equal(["csr-denied-by-approver", "serving-static-cert-expired"], report.Incidents.Select(i => i.Cause.Id).Order(StringComparer.Ordinal));
        Assert.All(report.Nodes.Where(n => n.Name != "c"), n => Assert.Equal(n.Cause, report.Incidents[n.Incident!.Value].Cause.Id));
        Assert.Null(report.Nodes.Single(n => n.Name == "c").Incident);
    }

    [Fact]
    public void An_incident_has_the_words_and_the_repair_of_one_of_its_nodes()
    {
        var incident = Assert.Single(Judge(Observed.Cluster(Sound("a").WithCsr(SignerNames.KubeletClient, "Denied"), Sound("b").WithCsr(SignerNames.KubeletClient, "Denied"))).Incidents);

        Assert.Contains(incident.Example, incident.Nodes);
        Assert.Contains($"csr-{incident.Example} of {incident.Example} was denied: Rule: as the rule says.", incident.Cause.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(incident.Fix);
    }

    [Fact]
    public void The_first_loss_is_the_earliest_of_its_nodes()
    {
        var incident = Assert.Single(Judge(Observed.Cluster(
            Observed.Node("late", TimeSpan.FromDays(9), serving: Observed.Sound).WithCsr(SignerNames.KubeletClient, "Denied"),
            Observed.Node("soon", TimeSpan.FromDays(2), serving: Observed.Sound).WithCsr(SignerNames.KubeletClient, "Denied"))).Incidents);

        Assert.Equal(["soon", "late"], incident.Nodes);
        Assert.Equal(Observed.Now.AddDays(2).AddSeconds(50), incident.FirstLostAt);
    }

    [Fact]
    public void Pods_that_were_not_counted_are_not_zero()
    {
        var seen = Observed.Cluster(Observed.Node("a", TimeSpan.FromDays(200), serving: ended));

        Assert.Null(Assert.Single(Judge(seen).Incidents).Pods);
        Assert.Equal(0, Assert.Single(Judge(seen with { Pods = new Dictionary<string, int> { ["b"] = 7 } }).Incidents).Pods);
    }

    [Fact]
    public void Lateness_alone_is_no_incident()
    {
        var report = Judge(Observed.Cluster(Observed.Node("a", TimeSpan.FromDays(200), serving: (Observed.Now.AddDays(-99), Observed.Now.AddDays(1)))));

        Assert.Equal(Verdicts.AtRisk, report.Nodes[0].Verdict);
        Assert.Empty(report.Incidents);
    }

    private static ObservedNode Sound(string name) => Observed.Node(name, TimeSpan.FromDays(200), serving: Observed.Sound);

    private static ClusterReport Judge(FleetEvidence evidence) => new FleetJudge(new FleetOptions()).Judge(evidence);
}
