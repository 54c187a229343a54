namespace Certrot.Lab.Tests.Faults;

/// <summary>A sound cluster: its nodes have both certificates, and OpenSSH servers.</summary>
public sealed class SoundNodes : IAsyncLifetime
{
    private static readonly string[] names = ["frozen", "walled", "flooded", "spared"];

    private readonly Dictionary<string, (KubeletNode Node, SshServer Ssh)> nodes = new(StringComparer.Ordinal);
    private LabNetwork? network;

    /// <summary>Why there is none; null where there is.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    internal KubeletNode this[string name] => nodes[name].Node;

    /// <summary>Arguments that reach the cluster, and its nodes over SSH.</summary>
    internal string[] Arguments =>
    [
        "--kubeconfig", Plane.AdminKubeconfig, "--node-access", "ssh", "--ssh-user", "root", "--ssh-option", $"UserKnownHostsFile={string.Join(' ', nodes.Values.Select(n => n.Ssh.KnownHosts))}",
        .. nodes.Values.SelectMany(n => new[] { "--ssh-option", $"IdentityFile={n.Ssh.Key}" }),
    ];

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out var binaries, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? SshServer.WhyNot()) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(Plane);
        byte last = 11;
        foreach (var name in names)
        {
            var node = await KubeletNode.StartAsync(binaries, Plane, network, name, last++);
            nodes[name] = (node, SshServer.Start(node));
        }

        foreach (var name in names)
        {
            await this[name].WaitReadyAsync(TimeSpan.FromSeconds(90));
            await Plane.ApproveServingAsync(name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, ssh) in nodes.Values)
        {
            ssh.Dispose();
            await node.DisposeAsync();
        }

        if (Plane is not null) await Plane.DisposeAsync();
        network?.Dispose();
    }
}
