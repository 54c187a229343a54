namespace Certrot.Lab.Tests.Approval;

/// <summary>A real cluster whose kube-controller-manager approves nothing: the approver does, with the least rights. worker-1 joins with a bootstrap token, and has addresses of both families; worker-2 renews a client certificate that is nearly over.</summary>
public sealed class ApprovingCluster : IAsyncLifetime
{
    private const string Account = "system:serviceaccount:kube-system:certrot-approver";

    /// <summary>worker-1's address of IPv6.</summary>
    internal const string SecondAddress = "fd00:213::11";

    private KubernetesBinaries binaries = null!;
    private LabNetwork? network;

    /// <summary>Why there is none; null where there is.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    internal KubeletNode Joined { get; private set; } = null!;

    internal KubeletNode Renewed { get; private set; } = null!;

    internal ApproverProcess Approver { get; private set; } = null!;

    internal string Policy { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out binaries!, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries)) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions { Controllers = "*,bootstrapsigner,tokencleaner,-csrapproving" } });
        await TlsBootstrap.AllowAsync(Plane);
        var rights = await Certrot.RunAsync([], ["rbac", "approver", "--for", "serviceaccount:kube-system/certrot-approver"]);
        await Plane.Kubectl.RunAsync(["apply", "-f", "-"], rights.Output);
        Policy = Path.Combine(Plane.Root, "policy.yaml");
        await File.WriteAllTextAsync(Policy, "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: lab\nbootstrap:\n  names: ['^worker-[0-9]$']\n");
        Approver = await ApproverProcess.StartAsync(Plane, Policy, "first", "--as", Account, "--as-group", "system:serviceaccounts", "--as-group", "system:authenticated");
        var now = TimeProvider.System.GetUtcNow();
        // Past 90 % of its lifetime, whatever moment in the window the kubelet draws.
        var old = Plane.Authority.Client("system:node:worker-2", "system:nodes", now.AddHours(-1), now.AddMinutes(5));
        Joined = await KubeletNode.StartAsync(binaries, Plane, network, "worker-1", 11, new KubeletOptions { SecondAddress = SecondAddress });
        Renewed = await KubeletNode.StartAsync(binaries, Plane, network, "worker-2", 12, new KubeletOptions { Client = old, Bootstraps = false });
        try
        {
            await Joined.WaitReadyAsync(TimeSpan.FromSeconds(90));
            await Renewed.WaitReadyAsync(TimeSpan.FromSeconds(90));
            foreach (var node in new[] { "worker-1", "worker-2" }) await ServesAsync(node);
        }
        catch (LabException e)
        {
            throw new LabException($"{Approver.Log}\n{string.Join('\n', Approver.Audit.Select(l => l.GetRawText()))}\n{e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (WhyNot is not null) return;
        Approver?.Dispose();
        if (Joined is not null) await Joined.DisposeAsync();
        if (Renewed is not null) await Renewed.DisposeAsync();
        if (Plane is not null) await Plane.DisposeAsync();
        network?.Dispose();
    }

    /// <summary>Starts a node more, which joins with a bootstrap token.</summary>
    internal Task<KubeletNode> StartAsync(string name, byte last) => KubeletNode.StartAsync(binaries, Plane, network!, name, last);

    /// <summary>Waits until a node has its serving certificate: the API server gets through to its kubelet then.</summary>
    internal Task ServesAsync(string node) =>
        Plane.WaitAsync($"the serving certificate of {node}", TimeSpan.FromSeconds(60), async () => (await Plane.Kubectl.TryRunAsync(["get", "--raw", $"/api/v1/nodes/{node}/proxy/healthz"])).ExitCode == 0);

    internal Task<ProgramResult> CertrotAsync(params IEnumerable<string> arguments) => Certrot.RunAsync(["--kubeconfig", Plane.AdminKubeconfig], arguments);
}
