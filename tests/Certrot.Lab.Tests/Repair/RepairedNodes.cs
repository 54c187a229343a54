using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests.Repair;

/// <summary>
/// A sound control plane and a node under systemd for each fault. No controller approves first client certificates here, so that the repair has to do it by its policy; renewals
/// are approved by kube-controller-manager, as in every cluster of kubeadm.
/// </summary>
public sealed class RepairedNodes : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, (KubeletNode Node, SshServer Ssh)> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<RepairedNode>> repairs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim atOnce = new(3);
    private KubernetesBinaries? binaries;
    private LabNetwork? network;
    private byte last = 11;

    /// <summary>Why there are none; null where there are.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    internal KubeletNode this[string name] => nodes[name].Node;

    /// <summary>Arguments that reach the cluster, and a node over SSH.</summary>
    internal string[] Over(string name) => Certrot.Over(Plane, nodes[name].Node, nodes[name].Ssh);

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out binaries!, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? NodeSystemd.WhyNot() ?? SshServer.WhyNot()) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(Plane);
        await Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-bootstrap"]);
        foreach (var fault in RepairFaults.All) await StartAsync(fault.Node, fault.Options(Plane));
        foreach (var fault in RepairFaults.All) repairs[fault.Node] = RepairAsync(fault);
    }

    /// <summary>Waits until a broken node was repaired; all of them are, some at once.</summary>
    internal Task<RepairedNode> RepairedAsync(string name) => repairs[name];

    private async Task<RepairedNode> RepairAsync(NodeFault fault)
    {
        await WaitAsync(fault.Node, fault.Sign);
        await atOnce.WaitAsync();
        try
        {
            var node = this[fault.Node];
            var audit = Path.Combine(node.Root, "audit.log");
            var (bootstrap, certificate) = (RepairedNode.Content(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf")), RepairedNode.CertificateOf(node, fault.Certificate!));
            return new RepairedNode(await FixAsync(fault.Node, "-o", "json"), await FixAsync(fault.Node, "--apply", "--yes", "--audit-log", audit), bootstrap, certificate, audit);
        }
        finally
        {
            atOnce.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)Task.WhenAll(repairs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        atOnce.Dispose();
        foreach (var (node, ssh) in nodes.Values)
        {
            ssh.Dispose();
            await node.DisposeAsync();
        }

        if (Plane is not null) await Plane.DisposeAsync();
        network?.Dispose();
    }

    /// <summary>Starts a node more.</summary>
    internal async Task<KubeletNode> StartAsync(string name, KubeletOptions options)
    {
        var node = await KubeletNode.StartAsync(binaries!, Plane, network!, name, last++, options);
        nodes[name] = (node, SshServer.Start(node));
        return node;
    }

    /// <summary>Waits until a node's log shows that its fault has come about.</summary>
    internal Task WaitAsync(string name, string sign) => Plane.WaitAsync($"{sign} on {name}", Patience, async () =>
    {
        await Task.Delay(300);
        return nodes[name].Node.Log.Contains(sign, StringComparison.Ordinal);
    });

    /// <summary>Runs <c>certrot fix</c> for a node.</summary>
    internal Task<ProgramResult> FixAsync(string name, params IEnumerable<string> options) => Certrot.RunAsync(Over(name), ["fix", name, .. options]);

    /// <summary>Runs a command on a node.</summary>
    internal Task<ProgramResult> RunAsync(string name, string command) => nodes[name].Ssh.RunAsync(command);
}
