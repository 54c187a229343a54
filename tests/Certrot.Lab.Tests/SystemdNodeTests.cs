using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests;

/// <summary>A node whose kubelet is a unit of a real systemd, reached by a real OpenSSH server.</summary>
public sealed class SystemdNodeTests
{
    private const string Name = "worker-1";

    [Fact]
    public async Task Systemctl_over_ssh_restarts_and_stops_a_kubelet_that_the_program_finds_out_about()
    {
        var binaries = LabBinaries.Require();
        if ((KubeletNode.WhyNot(binaries) ?? NodeSystemd.WhyNot() ?? SshServer.WhyNot()) is { } whyNot)
            Assert.Skip(whyNot);
        var (host, id) = (await File.ReadAllTextAsync("/proc/sys/kernel/hostname", TestContext.Current.CancellationToken), await MachineIdAsync());
        using var network = new LabNetwork();
        await using var plane = await ControlPlane.StartAsync(
            binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(plane);
        await using var node = await KubeletNode.StartAsync(binaries, plane, network, Name, 11, new KubeletOptions
        {
            Systemd = true,
            Configuration = NodeFault.OwnServing(),
            Environment = new Dictionary<string, string> { ["LAB"] = "100 % \"$HOME\" \\" },
        });
        using var ssh = SshServer.Start(node);
        await node.WaitReadyAsync(TimeSpan.FromSeconds(90));

        var first = await MainProcessAsync(ssh);
        Assert.Equal("active", await SaidAsync(ssh, "systemctl is-active kubelet"));
        Assert.Contains("Restart=always", await SaidAsync(ssh, "systemctl cat kubelet"), StringComparison.Ordinal);
        Assert.Contains("LAB=100 % \"$HOME\" \\", (await SaidAsync(ssh, $"tr '\\0' '\\n' </proc/{first}/environ")).Split('\n'));
        Assert.Equal(Name, await SaidAsync(ssh, "uname -n"));
        // Only asked for, never started: they would empty the machine's /tmp.
        foreach (var target in new[] { "sysinit.target", "rescue.target", "multi-user.target", "systemd-tmpfiles-setup.service" })
            Assert.Equal("not-found", await SaidAsync(ssh, $"systemctl show {target} --property=LoadState --value"));

        await SaidAsync(ssh, "systemctl restart kubelet");
        var restarted = TimeProvider.System.GetUtcNow();
        var second = await MainProcessAsync(ssh);
        Assert.NotEqual(first, second);
        await PostsAfterAsync(plane, restarted);

        // systemd starts again what ends by itself.
        await SaidAsync(ssh, "systemctl kill --signal=KILL kubelet");
        await plane.WaitAsync("the kubelet to be started again", TimeSpan.FromSeconds(60), async () => await MainProcessAsync(ssh) is not 0 and var third && third != second);
        await PostsAfterAsync(plane, TimeProvider.System.GetUtcNow());

        var connection = Certrot.Over(plane, node, ssh);
        // No journal of the machine's is to be seen on the node.
        Assert.Equal("", await SaidAsync(ssh, "journalctl -q --no-pager -n 1"));
        await SaidAsync(ssh, "echo 'a line of the file' >>/var/log/kubelet.log");
        var running = await Certrot.RunAsync(connection, ["diagnose", Name, "-o", "json"]);
        using (var report = JsonDocument.Parse(running.Output))
        {
            Assert.DoesNotContain(report.RootElement.GetProperty("missing").EnumerateArray(), missing => missing.GetProperty("what").GetString() == "node/kubelet.log");
            Assert.NotEqual("kubelet-not-running", report.RootElement.GetProperty("rootCause").GetProperty("id").GetString());
        }
        Assert.Contains("a line of the file", await CollectedLogAsync(plane, connection), StringComparison.Ordinal);

        await SaidAsync(ssh, "systemctl stop kubelet");
        Assert.Equal(0, await MainProcessAsync(ssh));
        var stopped = await Certrot.RunAsync(connection, ["diagnose", Name, "-o", "json"]);
        using (var report = JsonDocument.Parse(stopped.Output))
            Assert.Equal("kubelet-not-running", report.RootElement.GetProperty("rootCause").GetProperty("id").GetString());
        Assert.Contains("a line of the file", await CollectedLogAsync(plane, connection), StringComparison.Ordinal);

        await node.StartKubeletAsync();
        await PostsAfterAsync(plane, TimeProvider.System.GetUtcNow());
        await node.StopKubeletAsync();
        Assert.Equal("inactive", (await ssh.RunAsync("systemctl is-active kubelet")).Output.Trim());

        Assert.Equal(host, await File.ReadAllTextAsync("/proc/sys/kernel/hostname", TestContext.Current.CancellationToken));
        Assert.Equal(id, await MachineIdAsync());
    }

    private static async Task<string> SaidAsync(SshServer ssh, string command)
    {
        var result = await ssh.RunAsync(command);
        Assert.True(result.ExitCode == 0, $"{command}: {result.Error}{result.Output}");
        return result.Output.TrimEnd('\n');
    }

    private static async Task<int> MainProcessAsync(SshServer ssh) =>
        int.Parse(await SaidAsync(ssh, "systemctl show kubelet --property=MainPID --value"), CultureInfo.InvariantCulture);

    /// <summary>Waits until the node has renewed its lease after a moment.</summary>
    private static Task PostsAfterAsync(ControlPlane plane, DateTimeOffset moment) => plane.WaitAsync("a heartbeat", TimeSpan.FromSeconds(60), async () =>
    {
        var renewed = await plane.Kubectl.TryRunAsync(["get", "lease", "-n", "kube-node-lease", Name, "-o", "jsonpath={.spec.renewTime}"]);
        return renewed.ExitCode == 0 && DateTimeOffset.Parse(renewed.Output, CultureInfo.InvariantCulture) > moment;
    });

    /// <summary>The kubelet's log as the program collects it.</summary>
    private static async Task<string> CollectedLogAsync(ControlPlane plane, string[] connection)
    {
        var bundle = Path.Combine(plane.Root, "bundle.tgz");
        var result = await Certrot.RunAsync(connection, ["collect", Name, "-o", bundle]);
        Assert.True(result.ExitCode == 0, result.Error);
        await using var tar = new TarReader(new GZipStream(File.OpenRead(bundle), CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (!entry.Name.EndsWith("node/kubelet.log", StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(entry.DataStream!);
            return await reader.ReadToEndAsync();
        }

        return "";
    }

    private static async Task<string> MachineIdAsync() => File.Exists("/etc/machine-id") ? await File.ReadAllTextAsync("/etc/machine-id") : "";
}
