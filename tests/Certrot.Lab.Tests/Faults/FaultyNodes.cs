namespace Certrot.Lab.Tests.Faults;

/// <summary>A sound control plane and a node for each fault, all at once.</summary>
public sealed class FaultyNodes : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, (KubeletNode Node, SshServer Ssh)> nodes = new(StringComparer.Ordinal);
    private LabNetwork? network;

    /// <summary>Why there are none; null where there are.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    /// <summary>Arguments that reach some nodes over SSH: a server takes six keys at most.</summary>
    internal string[] SshTo(IEnumerable<string> names)
    {
        var servers = names.Select(n => nodes[n].Ssh).ToList();
        return
        [
            "--node-access", "ssh", "--ssh-user", "root", "--ssh-option", $"UserKnownHostsFile={string.Join(' ', servers.Select(s => s.KnownHosts))}",
            .. servers.SelectMany(s => new[] { "--ssh-option", $"IdentityFile={s.Key}" }),
        ];
    }

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
        foreach (var fault in NodeFaults.All)
        {
            var node = await KubeletNode.StartAsync(binaries, Plane, network, fault.Node, last++, fault.Options(Plane));
            nodes[fault.Node] = (node, SshServer.Start(node));
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

    /// <summary>Waits until a fault has come about, and gives the arguments that reach its node.</summary>
    internal async Task<string[]> ReachAsync(NodeFault fault)
    {
        var (node, ssh) = nodes[fault.Node];
        await Plane.WaitAsync($"{fault.Cause} on {fault.Node}", Patience, async () =>
        {
            await Task.Delay(300);
            return node.Log.Contains(fault.Sign, StringComparison.Ordinal);
        });
        return Certrot.Over(Plane, node, ssh);
    }
}
