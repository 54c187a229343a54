using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.Collect.Fleet;
using Certrot.Reports;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Tests;

/// <summary>A watch tells what changes, and costs what changes.</summary>
public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("needs", "minutes")]
    public async Task One_changed_node_costs_one_nodes_work()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 300 });
        // Nothing is judged anew for the time that has passed alone.
        await using var watch = new Watched(cluster, new WatchOptions { Judgement = TimeSpan.FromDays(1), Kubelets = TimeSpan.FromDays(1) });
        var first = await watch.NextAsync();
        var name = first.Nodes[7].Node.Meta.Name;

        await RequestAsync(cluster, name);
        var told = await watch.NextAsync(c => c.Nodes.Count > 0);

        Assert.Equal(300, first.Nodes.Count);
        var node = Assert.Single(told.Nodes);
        Assert.Equal(name, node.Node.Meta.Name);
        Assert.Contains(node.Csrs, c => c.Meta.Name == "asked-by-test" && c.IsPending);
        Assert.Equal(301, watch.Ledger.Judgements);
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task Watches_that_are_dropped_lose_no_change()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 20, Lifetime = TimeSpan.FromHours(4), Speed = 1200, Faults = PlantedFault.Parse("api-drops-watches=1", 20, 1) });
        await using var watch = new Watched(cluster, new WatchOptions());
        await watch.NextAsync();
        var before = watch.Report.Nodes.ToDictionary(n => n.Name, n => (n.Client.NotAfter, n.Serving.NotAfter), StringComparer.Ordinal);

        await watch.NextAsync(_ => watch.Report.Nodes.All(n => n.Client.NotAfter > before[n.Name].Item1 && n.Serving.NotAfter > before[n.Name].Item2));

        Assert.Equal(20, watch.Report.Nodes.Count);
        Assert.All(watch.Report.Nodes, n => Assert.Equal("True", n.Ready));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task A_node_that_is_denied_is_told_to_be_failing_then_silent_and_never_healthy()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 10, Lifetime = TimeSpan.FromDays(5), Speed = 3000, Faults = PlantedFault.Parse("csr-denied-by-approver=1", 10, 1) });
        var name = cluster.Simulation.Planted.Single(p => p.Value is not null).Key;
        await using var watch = new Watched(cluster, new WatchOptions());
        await watch.NextAsync();

        // An hour after its denial the CSR is deleted, and some time after it the certificate ends.
        await watch.NextAsync(c => watch.Row(name).LastHeartbeat < c.Cluster.CollectedAt - TimeSpan.FromHours(6));

        Assert.Equal((Verdicts.Failing, "csr-denied-by-approver", "Unknown"), (watch.Row(name).Verdict, watch.Row(name).Cause, watch.Row(name).Ready));
        Assert.All(watch.Transitions.Where(t => t.Node == name), t => Assert.Equal(Verdicts.Failing, t.After!.Verdict));
        Assert.All(watch.Transitions.Where(t => t.Node != name), t => Assert.Equal(Verdicts.Healthy, t.After!.Verdict));
    }

    [Fact]
    public async Task Nodes_that_cannot_be_listed_are_told_with_the_reason()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 2 }, "nobody");
        await using var watch = new Watched(cluster, new WatchOptions());

        var first = await watch.NextAsync();

        Assert.Null(first.Cluster.Nodes);
        Assert.Contains("needs `list nodes`", watch.Report.Error, StringComparison.Ordinal);
    }

    /// <summary>Asks for a serving certificate as the node's kubelet would.</summary>
    private static async Task RequestAsync(Scanned cluster, string node)
    {
        using var api = cluster.As($"system:node:{node}", "system:nodes");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"O=system:nodes, CN=system:node:{node}"), key, HashAlgorithmName.SHA256);
        var pem = Convert.ToBase64String(Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
        var body = $$"""{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"asked-by-test"},"spec":{"request":"{{pem}}","signerName":"kubernetes.io/kube-apiserver-client-kubelet","usages":["digital signature","client auth"]} }""";
        await api.PostAsync("/apis/certificates.k8s.io/v1/certificatesigningrequests", Encoding.UTF8.GetBytes(body), repeat: false, Cancellation);
    }
}
