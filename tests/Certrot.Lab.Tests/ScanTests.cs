using System.Text.Json;

namespace Certrot.Lab.Tests;

/// <summary>A scan of a real cluster: one node's renewal waits for ever, the other's client certificate is sound.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class ScanTests(LiveCluster cluster)
{
    [Fact]
    public async Task The_node_that_will_drop_out_comes_first_with_its_cause()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        var result = await cluster.CertrotAsync(["scan", "-o", "json", .. cluster.SshArguments]);

        Assert.True(result.ExitCode == 1, result.Error + result.Output);
        using var report = JsonDocument.Parse(result.Output);
        var found = report.RootElement.GetProperty("clusters")[0];
        Assert.Equal(2, found.GetProperty("nodes").GetArrayLength());
        var first = found.GetProperty("nodes")[0];
        Assert.Equal(("worker-1", "failing", "client-csr-autoapprove-rbac-missing"), (Text(first, "name"), Text(first, "verdict"), Text(first, "cause")));
        // It was looked at over SSH, so that the end is that of the file, and the loss follows from it.
        Assert.True(first.GetProperty("closely").GetBoolean());
        Assert.Equal("file", Text(first.GetProperty("client"), "known"));
        Assert.Equal(first.GetProperty("client").GetProperty("notAfter").GetDateTimeOffset().AddSeconds(50), first.GetProperty("lostAt").GetDateTimeOffset());
        Assert.Equal("fail", Text(first, "preflight"));
        var incident = found.GetProperty("incidents")[0];
        Assert.Equal("client-csr-autoapprove-rbac-missing", Text(incident.GetProperty("cause"), "id"));
        Assert.Equal("worker-1", incident.GetProperty("nodes")[0].GetString());
        Assert.NotEqual(0, incident.GetProperty("fix").GetArrayLength());
        // The other's came from its CSR, which is there still.
        var second = found.GetProperty("nodes")[1];
        Assert.Equal(("worker-2", "csr"), (Text(second, "name"), Text(second.GetProperty("client"), "known")));
    }

    [Fact]
    public async Task From_afar_what_is_not_known_is_said_to_be_unknown()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        var result = await cluster.CertrotAsync("scan", "-o", "json", "--look", "0", "--no-handshakes", "--no-metrics");

        using var report = JsonDocument.Parse(result.Output);
        var node = report.RootElement.GetProperty("clusters")[0].GetProperty("nodes").EnumerateArray().Single(n => Text(n, "name") == "worker-1");
        // It was not created by a CSR that is still there: only its heartbeat shows that the certificate works.
        Assert.Equal("heartbeat", Text(node.GetProperty("client"), "known"));
        Assert.Equal(JsonValueKind.Null, node.GetProperty("client").GetProperty("notAfter").ValueKind);
        Assert.Equal("client-csr-autoapprove-rbac-missing", Text(node, "cause"));
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_reached_does_not_cost_the_others()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var merged = Path.Combine(cluster.Plane.Root, "merged.conf");
        var context = (await cluster.Plane.Kubectl.RunAsync(["config", "current-context"])).Trim();
        File.Copy(cluster.Plane.AdminKubeconfig, merged, overwrite: true);
        var kubectl = cluster.Plane.Kubectl.With(merged);
        await kubectl.RunAsync(["config", "set-cluster", "gone", "--server=https://127.0.0.1:9"]);
        await kubectl.RunAsync(["config", "set-context", "gone", "--cluster=gone"]);

        var both = await Command.CaptureAsync(Certrot.Path, ["scan", "--kubeconfig", merged, "--contexts", $"{context},gone,not-there", "--look", "0", "-o", "json"]);
        var gone = await Command.CaptureAsync(Certrot.Path, ["scan", "--kubeconfig", merged, "--contexts", "gone"]);

        Assert.Equal(1, both.ExitCode);
        using var report = JsonDocument.Parse(both.Output);
        var clusters = report.RootElement.GetProperty("clusters").EnumerateArray().ToList();
        Assert.Equal([context, "gone", "not-there"], clusters.Select(c => Text(c, "context")));
        Assert.Equal(2, clusters[0].GetProperty("nodes").GetArrayLength());
        Assert.Contains("connection refused", Text(clusters[1], "error"), StringComparison.Ordinal);
        Assert.Contains("not-there", Text(clusters[2], "error"), StringComparison.Ordinal);
        // Nothing at all was seen: that is no answer.
        Assert.Equal(65, gone.ExitCode);
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("failing", 1)]
    public async Task The_exit_code_follows_what_is_asked_to_fail(string level, int code)
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        Assert.Equal(code, (await cluster.CertrotAsync("scan", "--look", "0", "--fail-on", level)).ExitCode);
    }

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();
}
