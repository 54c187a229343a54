using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests.Serve;

/// <summary>The server over a real cluster.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class ServeTests(LiveCluster cluster)
{
    private const string Denied = "csr-denied-by-approver";

    [Fact]
    public async Task The_rights_that_are_printed_suffice_and_a_diagnosis_by_the_server_is_the_same()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], (await Command.CaptureAsync(Certrot.Path, ["rbac", "serve", "--for", "user:server"])).Output);
        await cluster.Plane.WaitAsync("the rights", TimeSpan.FromSeconds(30), async () => (await cluster.Plane.Kubectl.TryRunAsync(["auth", "can-i", "watch", "nodes", "--as=server"])).Output.Trim() == "yes");
        using var server = await ServeProcess.StartAsync(cluster.Plane, "serve-rights", Path.Combine(cluster.Plane.Root, "rights.db"), "--as", "server");

        await cluster.Plane.WaitAsync("both nodes judged", TimeSpan.FromSeconds(60), async () => Cause(await server.JsonAsync("/api/v1/fleet"), "worker-1") is not (null or "healthy"));
        var fleet = await server.JsonAsync("/api/v1/fleet");
        var csrs = await server.JsonAsync($"/api/v1/clusters/{Context(fleet)}/csrs");
        var served = await Command.CaptureAsync(Certrot.Path, ["diagnose", "worker-1", "--server", server.Address.ToString(), "-o", "json"]);
        var nobody = await Command.CaptureAsync(Certrot.Path, ["diagnose", "worker-9", "--server", server.Address.ToString()]);

        var scanned = JsonDocument.Parse((await cluster.CertrotAsync("scan", "-o", "json", "--node-access", "none")).Output).RootElement;
        Assert.All(new[] { "worker-1", "worker-2" }, n => Assert.Equal(Cause(scanned, n), Cause(fleet, n)));
        Assert.DoesNotContain("needs `", fleet.GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual(0, csrs.GetProperty("items").GetArrayLength());
        var report = JsonDocument.Parse(served.Output).RootElement;
        Assert.Equal(("worker-1", Cause(fleet, "worker-1")), (report.GetProperty("node").GetString(), report.GetProperty("rootCause").GetProperty("id").GetString()));
        Assert.Equal(1, served.ExitCode);
        Assert.Equal(65, nobody.ExitCode);
        Assert.Contains("has no node worker-9", nobody.Error, StringComparison.Ordinal);
        await server.StopAsync();
        Assert.Contains("certrot: ended", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_is_told_within_seconds_and_a_kill_loses_and_repeats_nothing()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var database = Path.Combine(cluster.Plane.Root, "killed.db");
        var before = new List<JsonElement>();
        using (var server = await ServeProcess.StartAsync(cluster.Plane, "serve-killed", database))
        {
            await cluster.Plane.WaitAsync("both nodes recorded", TimeSpan.FromSeconds(30), async () => (await server.TransitionsAsync()).Count(t => Kind(t) == "first-seen") == 2);
            await DenyAsync("served-one");
            var since = Stopwatch.StartNew();
            await cluster.Plane.WaitAsync("the denial to be recorded", TimeSpan.FromSeconds(30), async () => Cause((await server.TransitionsAsync()).First(IsOfTwo)) == Denied);
            TestContext.Current.TestOutputHelper?.WriteLine($"told after {since.Elapsed.TotalSeconds:0.0} s");
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(5), $"told after {since.Elapsed.TotalSeconds:0.0} s");
            before = await server.TransitionsAsync();
        }

        await cluster.Plane.Kubectl.RunAsync(["delete", "csr", "served-one"]);
        using var again = await ServeProcess.StartAsync(cluster.Plane, "serve-again", database);
        await cluster.Plane.WaitAsync("worker-2 to be as it was", TimeSpan.FromSeconds(60), async () => Cause((await again.TransitionsAsync()).First(IsOfTwo)) != Denied);
        var after = await again.TransitionsAsync();

        Assert.Equal(before.Select(t => t.GetRawText()), after.Skip(after.Count - before.Count).Select(t => t.GetRawText()));
        Assert.Equal(2, after.Count(t => Kind(t) == "first-seen"));
        Assert.Equal(after.Count, after.Select(t => t.GetProperty("id").GetInt64()).Distinct().Count());
    }

    private async Task DenyAsync(string name)
    {
        var csr = CsrManifest.Csr(name, "kubernetes.io/kube-apiserver-client-kubelet", "CN=system:node:worker-2, O=system:nodes");
        csr["spec"]!["usages"] = new JsonArray("digital signature", "key encipherment", "client auth");
        await cluster.Plane.Kubectl.RunAsync(["create", "--as=system:node:worker-2", "--as-group=system:nodes", "-f", "-"], csr.ToJsonString());
        await cluster.Plane.Kubectl.RunAsync(["certificate", "deny", name]);
    }

    private static bool IsOfTwo(JsonElement transition) => transition.GetProperty("node").GetString() == "worker-2";

    private static string? Cause(JsonElement transition) => transition.GetProperty("after").GetProperty("cause").GetString();

    private static string? Kind(JsonElement transition) => transition.GetProperty("kind").GetString();

    private static string Context(JsonElement fleet) => Uri.EscapeDataString(fleet.GetProperty("clusters")[0].GetProperty("context").GetString()!);

    private static string? Cause(JsonElement fleet, string node) =>
        fleet.GetProperty("clusters")[0].GetProperty("nodes").EnumerateArray().Where(n => n.GetProperty("name").GetString() == node).Select(n => n.GetProperty("cause").GetString()).FirstOrDefault();
}
