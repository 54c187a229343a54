using System.Collections.Concurrent;

namespace Certrot.Lab.Tests;

/// <summary>A sound control plane, and nodes that are reached by OpenSSH servers of their own.</summary>
public abstract class LabNodes : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (KubeletNode Node, SshServer Ssh)> nodes = new(StringComparer.Ordinal);
    private KubernetesBinaries? binaries;
    private LabNetwork? network;
    private int last = 10;

    /// <summary>Why there are none; null where there are.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    internal KubeletNode this[string name] => nodes[name].Node;

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out binaries!, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? SshServer.WhyNot() ?? LacksMore()) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(Plane);
        await StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var name in nodes.Keys) await EndAsync(name);
        if (Plane is not null) await Plane.DisposeAsync();
        network?.Dispose();
    }

    /// <summary>Starts a node.</summary>
    internal async Task<KubeletNode> StartAsync(string name, KubeletOptions? options = null)
    {
        var node = await KubeletNode.StartAsync(binaries!, Plane, network!, name, (byte)Interlocked.Increment(ref last), options);
        nodes[name] = (node, SshServer.Start(node));
        return node;
    }

    /// <summary>Ends a node that is not needed any more: each takes time from the others, and a systemd some of what a machine has only so many of (inotify instances).</summary>
    internal async Task EndAsync(string name)
    {
        if (!nodes.TryRemove(name, out var ended)) return;
        ended.Ssh.Dispose();
        await ended.Node.DisposeAsync();
    }

    /// <summary>Waits until a node's log shows that its fault has come about.</summary>
    internal Task WaitAsync(string name, string sign) => Plane.WaitAsync($"{sign} on {name}", Patience, () => Task.FromResult(this[name].Log.Contains(sign, StringComparison.Ordinal)));

    /// <summary>Arguments that reach the cluster, and a node over SSH.</summary>
    internal string[] Over(string name) => Certrot.Over(Plane, nodes[name].Node, nodes[name].Ssh);

    /// <summary>Arguments that reach the cluster, and some nodes over SSH: a server takes six keys at most.</summary>
    internal string[] Over(IEnumerable<string> names)
    {
        var servers = names.Select(n => nodes[n].Ssh).ToList();
        return
        [
            "--kubeconfig", Plane.AdminKubeconfig, "--node-access", "ssh", "--ssh-user", "root", "--ssh-option", $"UserKnownHostsFile={string.Join(' ', servers.Select(s => s.KnownHosts))}",
            .. servers.SelectMany(s => new[] { "--ssh-option", $"IdentityFile={s.Key}" }),
        ];
    }

    /// <summary>Waits until the API server gets through to a kubelet.</summary>
    internal Task AnswersAsync(string name) => Plane.WaitAsync($"an answer of {name}", TimeSpan.FromSeconds(60), async () =>
        (await Plane.Kubectl.TryRunAsync(["get", "--raw", $"/api/v1/nodes/{name}/proxy/healthz"])) is { ExitCode: 0, Output: "ok" });

    /// <summary>Runs a command on a node.</summary>
    internal Task<ProgramResult> RunAsync(string name, string command) => nodes[name].Ssh.RunAsync(command);

    /// <summary>Starts what the tests need, once the control plane is ready.</summary>
    protected abstract Task StartAsync();

    /// <summary>Why the nodes cannot be as they have to; null where they can.</summary>
    protected virtual string? LacksMore() => null;
}
