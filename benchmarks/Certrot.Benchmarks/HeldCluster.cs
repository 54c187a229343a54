using Certrot.Lab;

namespace Certrot.Benchmarks;

/// <summary>A real cluster with one node whose renewal waits for an approval, for as long as standard input is open.</summary>
internal static class HeldCluster
{
    private const string Name = "worker-1";

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(80);

    /// <summary>Starts it, writes how to reach it as variables of a shell, and ends it with standard input.</summary>
    /// <param name="path">File of the variables; it appears when all is ready.</param>
    public static async Task<int> RunAsync(string path)
    {
        if (!KubernetesBinaries.TryFind(out var binaries, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? SshServer.WhyNot()) is not null)
        {
            await Console.Error.WriteLineAsync($"no cluster: {whyNot}");
            return 69;
        }

        using var network = new LabNetwork();
        await using var plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(plane);
        await plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-certificate-rotation"]);
        var now = TimeProvider.System.GetUtcNow();
        await using var node = await KubeletNode.StartAsync(binaries, plane, network, Name, 11, new KubeletOptions
        {
            Client = plane.Authority.Client($"system:node:{Name}", "system:nodes", now.AddDays(-340), now.AddDays(20)),
            Bootstraps = false,
        });
        using var ssh = SshServer.Start(node);
        await node.WaitReadyAsync(TimeSpan.FromMinutes(2));
        await using var far = new FarWorkstation(plane, node, RoundTrip);
        await File.WriteAllTextAsync(path + ".new", $"""
            node={Name}
            host={node.Address}
            kubeconfig={plane.AdminKubeconfig}
            ssh_options=(IdentityFile={ssh.Key} UserKnownHostsFile={ssh.KnownHosts})
            far="nsenter {string.Join(' ', far.Inside)}"

            """);
        File.Move(path + ".new", path);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
