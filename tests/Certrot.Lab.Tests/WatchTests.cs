using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;

namespace Certrot.Lab.Tests;

/// <summary>Watches against a real API server.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class WatchTests(LiveCluster cluster)
{
    [Fact]
    public async Task Changes_arrive_in_order_also_over_a_connection_that_was_cut()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var cancellation = TestContext.Current.CancellationToken;
        var target = new System.Net.IPEndPoint(System.Net.IPAddress.Parse(cluster.Plane.Server.Host), cluster.Plane.Server.Port);
        var line = new DelayingProxy(System.Net.IPAddress.Loopback, target, TimeSpan.Zero);
        var port = line.Port;
        var config = new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = cluster.Plane.AdminKubeconfig }).Load(new ClientOptions { Server = $"https://127.0.0.1:{port}", TlsServerName = "kubernetes" });
        using var api = new KubernetesApi(config, TimeProvider.System, "certrot/test");
        var list = await api.ListAsync("/api/v1/namespaces/default/configmaps", static () => { }, static _ => { }, cancellation);
        var seen = new List<string>();

        await cluster.Plane.Kubectl.RunAsync(["create", "configmap", "watched", "--from-literal=n=0"]);
        await foreach (var change in api.WatchAsync("/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dwatched", list.ResourceVersion!, cancellation))
        {
            seen.Add($"{change.Type} {change.Object.GetProperty("data").GetProperty("n").GetString()}");
            if (change.Type == "DELETED") break;
            if (seen.Count == 2)
            {
                // The change happens while nobody is connected.
                await line.DisposeAsync();
                await cluster.Plane.Kubectl.RunAsync(["delete", "configmap", "watched"]);
                line = new DelayingProxy(System.Net.IPAddress.Loopback, target, TimeSpan.Zero, port);
            }
            else
            {
                await cluster.Plane.Kubectl.RunAsync(["patch", "configmap", "watched", "-p", "{\"data\":{\"n\":\"1\"}}"]);
            }
        }

        await line.DisposeAsync();
        Assert.Equal(["ADDED 0", "MODIFIED 1", "DELETED 1"], seen);
    }
}
