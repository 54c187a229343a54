using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Fleet;
using Certrot.Fleet;

namespace Certrot.Lab.Tests;

/// <summary>A watch of a real cluster: over a restart of its API server, and with the least rights.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class FleetWatchTests(LiveCluster cluster)
{
    [Fact]
    public async Task A_change_is_told_also_after_the_api_server_was_restarted()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        using var api = Api(null);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ended.CancelAfter(TimeSpan.FromSeconds(120));
        await using var changes = new FleetWatcher(api, TimeProvider.System, new WatchOptions { Judgement = TimeSpan.FromDays(1) }).WatchAsync("lab", ended.Token).GetAsyncEnumerator(ended.Token);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(["worker-1", "worker-2"], changes.Current.Nodes.Select(n => n.Node.Meta.Name).Order(StringComparer.Ordinal));

        await cluster.Plane.RestartApiServerAsync();
        var csr = CsrManifest.Csr("watched-after-restart", "kubernetes.io/kube-apiserver-client-kubelet", "O=system:nodes, CN=system:node:worker-2").ToJsonString();
        // It takes connections before it knows all of its roles.
        await cluster.Plane.WaitAsync("the API server to take a CSR", TimeSpan.FromSeconds(60), async () =>
            (await cluster.Plane.Kubectl.TryRunAsync(["create", "--as=system:node:worker-2", "--as-group=system:nodes", "-f", "-"], csr)).ExitCode == 0);
        ObservedNode? told = null;
        while (told is null && await changes.MoveNextAsync()) told = changes.Current.Nodes.FirstOrDefault(n => n.Csrs.Any(c => c.Meta.Name == "watched-after-restart"));

        await cluster.Plane.Kubectl.RunAsync(["delete", "csr", "watched-after-restart"]);
        Assert.Equal("worker-2", told!.Node.Meta.Name);
        // Nobody has fallen silent because nobody listened.
        var row = new FleetJudge(new FleetOptions()).Judge(changes.Current.Cluster with { Nodes = [told] }).Nodes[0];
        Assert.True(changes.Current.Cluster.CollectedAt - row.LastHeartbeat < TimeSpan.FromSeconds(60), $"{row.LastHeartbeat} {changes.Current.Cluster.CollectedAt}");
    }

    [Fact]
    public async Task What_is_printed_for_a_scan_suffices_to_watch()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], (await Command.CaptureAsync(Certrot.Path, ["rbac", "diagnose", "--for", "user:lister"])).Output);
        await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], (await Command.CaptureAsync(Certrot.Path, ["rbac", "scan", "--for", "user:watcher"])).Output);
        await cluster.Plane.WaitAsync("the rights", TimeSpan.FromSeconds(30), async () => (await cluster.Plane.Kubectl.TryRunAsync(["auth", "can-i", "watch", "nodes", "--as=watcher"])).Output.Trim() == "yes");

        var lister = await MissingAsync("lister");
        var watcher = await MissingAsync("watcher");

        Assert.Contains(lister, e => e.Contains("needs `watch nodes`", StringComparison.Ordinal));
        Assert.DoesNotContain(watcher, e => e.Contains("needs `", StringComparison.Ordinal));
        using var api = Api("watcher");
        Assert.NotNull((await new FleetScanner(api, TimeProvider.System).PodsAsync(TestContext.Current.CancellationToken)).Pods);
    }

    /// <summary>What a watch has to do without, some seconds after its beginning.</summary>
    private async Task<List<string>> MissingAsync(string user)
    {
        using var api = Api(user);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new WatchOptions { Judgement = TimeSpan.FromSeconds(1) };
        var count = 0;
        var missing = new List<string>();
        await foreach (var change in new FleetWatcher(api, TimeProvider.System, options).WatchAsync("lab", ended.Token))
        {
            missing = [.. change.Cluster.Errors.Concat(change.Nodes.SelectMany(n => n.Errors)).Select(e => e.Error)];
            if (++count == 4) break;
        }

        return missing;
    }

    private KubernetesApi Api(string? user) =>
        new(new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = cluster.Plane.AdminKubeconfig }).Load(new ClientOptions { Impersonate = user }), TimeProvider.System, "certrot/test");
}
