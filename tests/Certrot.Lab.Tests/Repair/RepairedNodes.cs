namespace Certrot.Lab.Tests.Repair;

/// <summary>
/// A sound control plane and a node under systemd for each fault. No controller approves first client certificates here, so that the repair has to do it by its policy; renewals
/// are approved by kube-controller-manager, as in every cluster of kubeadm.
/// </summary>
public sealed class RepairedNodes : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, (KubeletNode Node, SshServer Ssh)> nodes = new(StringComparer.Ordinal);
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

    /// <summary>Names of the Secrets that hold bootstrap tokens, beside the lab's own.</summary>
    internal async Task<IReadOnlyList<string>> TokensAsync() =>
        [.. (await Plane.Kubectl.RunAsync(["-n", "kube-system", "get", "secrets", "--field-selector", "type=bootstrap.kubernetes.io/token", "-o", "name"])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(s => !s.EndsWith("bootstrap-token-abcdef", StringComparison.Ordinal))];
}
