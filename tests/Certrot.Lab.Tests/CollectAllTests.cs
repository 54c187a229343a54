using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Certrot.Lab.Tests;

/// <summary>Every node of a real cluster, collected at once.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class CollectAllTests(LiveCluster cluster)
{
    [Fact]
    public async Task Each_node_gets_a_bundle_of_its_own()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var folder = Path.Combine(cluster.Plane.Root, "bundles");

        var result = await cluster.CertrotAsync(["collect", "--all", "-o", folder, .. cluster.SshArguments]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["worker-1.tgz", "worker-2.tgz"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // Only worker-1 lets SSH in: the other's bundle has what the API tells.
        Assert.Matches("certrot: worker-1: [0-9]+ files, [0-9]+ not collected; .*node read by ssh", result.Error);
        Assert.Matches("certrot: worker-2: [0-9]+ files, [0-9]+ not collected; .*ssh to .* failed: ", result.Error);
        Assert.EndsWith($"certrot: wrote 2 of 2 bundles to {folder}\n", result.Error, StringComparison.Ordinal);
        using var first = await DiagnoseAsync(Path.Combine(folder, "worker-1.tgz"));
        Assert.Equal("client-csr-autoapprove-rbac-missing", first.RootElement.GetProperty("rootCause").GetProperty("id").GetString());
        using var second = await DiagnoseAsync(Path.Combine(folder, "worker-2.tgz"));
        Assert.Equal("worker-2", second.RootElement.GetProperty("node").GetString());
    }

    [Fact]
    public async Task Without_the_right_to_list_nodes_there_is_one_clear_line()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        var result = await cluster.CertrotAsync("collect", "--all", "-o", Path.Combine(cluster.Plane.Root, "none"), "--as", "nobody");

        Assert.Equal(65, result.ExitCode);
        Assert.StartsWith("certrot: the nodes cannot be listed: needs `list nodes`: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_terminal_sees_what_is_waited_for_and_nothing_of_it_stays()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        // A server that never says a word keeps it waiting. `script` gives it a terminal of 60 columns.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string[] arguments = ["diagnose", "worker-1", "--node-access", "ssh", "--ssh-host", "127.0.0.1", "--ssh-port", $"{((IPEndPoint)silent.LocalEndpoint).Port}", "--ssh-option", "ConnectTimeout=2"];
        var command = $"stty cols 60; {Certrot.Path} {string.Join(' ', arguments)} --kubeconfig {cluster.Plane.AdminKubeconfig}";

        var onTerminal = await Command.CaptureAsync("script", ["-qec", command, "/dev/null"], environment: new Dictionary<string, string> { ["TERM"] = "xterm" });
        var inPipe = await cluster.CertrotAsync(arguments);

        Assert.Contains("waiting for ssh to 127.0.0.1", onTerminal.Output, StringComparison.Ordinal);
        var frames = onTerminal.Output.Split("\r\u001b[K");
        Assert.True(frames.Length > 3, onTerminal.Output);
        // Each drawn line fits, and the last thing that happens to one is that it is erased.
        Assert.DoesNotContain(frames[1..^1], f => f.Length >= 60 || f.Contains('\n'));
        Assert.DoesNotContain("waiting for", frames[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("waiting for", inPipe.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', inPipe.Error);
    }

    private static async Task<JsonDocument> DiagnoseAsync(string bundle) => JsonDocument.Parse((await Command.CaptureAsync(Certrot.Path, ["diagnose", "--bundle", bundle, "-o", "json"])).Output);
}
