namespace Certrot.Lab.Tests;

/// <summary>A real cluster with a node whose renewal waits for ever, an OpenSSH server on that node, and a sound node beside it.</summary>
public sealed class LiveCluster : IAsyncLifetime
{
    private LabNetwork? _network;
    private KubeletNode? _sound;

    /// <summary>Why there is none; null where there is.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    /// <summary>worker-1, which nothing approves the renewal of.</summary>
    internal KubeletNode Node { get; private set; } = null!;

    internal SshServer Ssh { get; private set; } = null!;

    /// <summary>Arguments that reach the node over SSH.</summary>
    internal string[] SshArguments => ["--node-access", "ssh", "--ssh-option", $"IdentityFile={Ssh.Key}", "--ssh-option", $"UserKnownHostsFile={Ssh.KnownHosts}", "--ssh-user", "root"];

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out var binaries, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? SshServer.WhyNot()) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        _network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = _network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(Plane);
        await Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-certificate-rotation"]);
        // What the API server keeps of RBAC follows a moment later; until then the approver would still be told yes.
        await Plane.WaitAsync("the binding to be gone", TimeSpan.FromSeconds(30), async () =>
            (await Plane.Kubectl.TryRunAsync(["auth", "can-i", "create", "certificatesigningrequests.certificates.k8s.io", "--subresource=selfnodeclient", "--as=system:node:worker-1", "--as-group=system:nodes"])).Output.Trim() == "no");
        var now = TimeProvider.System.GetUtcNow();
        // Past 90 % of its lifetime, whatever moment in the window the kubelet draws.
        var old = Plane.Authority.Client("system:node:worker-1", "system:nodes", now.AddHours(-1), now.AddMinutes(5));
        Node = await KubeletNode.StartAsync(binaries, Plane, _network, "worker-1", 11, new KubeletOptions { Client = old, Bootstraps = false, RunsPods = true });
        _sound = await KubeletNode.StartAsync(binaries, Plane, _network, "worker-2", 12, new KubeletOptions { RunsPods = true });
        Ssh = SshServer.Start(Node);
        await Node.WaitReadyAsync(TimeSpan.FromSeconds(90));
        await _sound.WaitReadyAsync(TimeSpan.FromSeconds(90));
    }

    public async ValueTask DisposeAsync()
    {
        if (WhyNot is not null) return;
        Ssh?.Dispose();
        if (_sound is not null) await _sound.DisposeAsync();
        if (Node is not null) await Node.DisposeAsync();
        if (Plane is not null) await Plane.DisposeAsync();
        _network?.Dispose();
    }

    /// <summary>Runs the program against this cluster as its administrator, unless the arguments say otherwise.</summary>
    internal Task<ProgramResult> CertrotAsync(params IEnumerable<string> arguments) => Certrot.RunAsync(["--kubeconfig", Plane.AdminKubeconfig], arguments);
}
