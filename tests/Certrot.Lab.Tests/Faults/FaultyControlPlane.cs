using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests.Faults;

/// <summary>A control plane for faults of its own, and nodes that come to feel them.</summary>
public sealed class FaultyControlPlane : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<(KubeletNode Node, SshServer Ssh)> nodes = [];
    private KubernetesBinaries? binaries;
    private LabNetwork? network;

    /// <summary>Why there is none; null where there is.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out binaries, out var whyNot) || (whyNot = KubeletNode.WhyNot(binaries) ?? SshServer.WhyNot()) is not null)
        {
            WhyNot = whyNot;
            return;
        }

        network = new LabNetwork();
        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions { Address = network.Gateway });
        await TlsBootstrap.AllowAsync(Plane);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, ssh) in nodes)
        {
            ssh.Dispose();
            await node.DisposeAsync();
        }

        if (Plane is not null) await Plane.DisposeAsync();
        network?.Dispose();
    }

    /// <summary>Starts kube-controller-manager as kubeadm does: with a lease, and seen as a static pod with its flags.</summary>
    /// <param name="controllers">Controllers beside the usual ones, such as <c>-csrapproving</c>.</param>
    /// <param name="signs">Whether it has a CA to sign with.</param>
    internal async Task ManageAsync(string? controllers = null, bool signs = true)
    {
        // The pod's node does not exist, for which the garbage collector of pods would delete it.
        var list = string.Join(',', new[] { "*", "bootstrapsigner", "tokencleaner", "-podgc", controllers }.OfType<string>());
        await Plane.StopControllerManagerAsync();
        // The next one would wait until it is over.
        await Plane.Kubectl.RunAsync(["delete", "lease", "-n", "kube-system", "kube-controller-manager", "--ignore-not-found"]);
        await Plane.StartControllerManagerAsync(new ControllerManagerOptions { Controllers = list, Signs = signs, Arguments = ["--leader-elect=true"] });
        List<string> flags = ["kube-controller-manager", $"--controllers={list}", "--leader-elect=true", "--use-service-account-credentials=true"];
        if (signs) flags.AddRange(["--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt", "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key"]);
        await Plane.Kubectl.TryRunAsync(["delete", "pod", "-n", "kube-system", "kube-controller-manager-cp-1", "--force", "--grace-period=0"]);
        await Plane.WaitAsync("the account that pods run as", Patience, async () => (await Plane.Kubectl.TryRunAsync(["get", "serviceaccount", "-n", "kube-system", "default"])).ExitCode == 0);
        await Plane.Kubectl.CreateAsync(
        [
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = new JsonObject { ["name"] = "kube-controller-manager-cp-1", ["namespace"] = "kube-system", ["labels"] = new JsonObject { ["component"] = "kube-controller-manager", ["tier"] = "control-plane" } },
                ["spec"] = new JsonObject
                {
                    ["nodeName"] = "cp-1",
                    ["hostNetwork"] = true,
                    ["automountServiceAccountToken"] = false,
                    ["containers"] = new JsonArray(new JsonObject { ["name"] = "kube-controller-manager", ["image"] = "k8s.gcr.io/kube-controller-manager:v1.20.2", ["command"] = new JsonArray([.. flags.Select(f => JsonValue.Create(f))]) }),
                },
            },
        ]);
        await Plane.WaitAsync("a leader", Patience, async () => (await Plane.Kubectl.TryRunAsync(["get", "lease", "-n", "kube-system", "kube-controller-manager", "-o", "jsonpath={.spec.holderIdentity}"])).Output.Length > 0);
    }

    /// <summary>Starts a node.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="options">How.</param>
    internal async Task<KubeletNode> StartAsync(string name, KubeletOptions options)
    {
        var node = await KubeletNode.StartAsync(binaries!, Plane, network!, name, (byte)(11 + nodes.Count), options);
        nodes.Add((node, SshServer.Start(node)));
        return node;
    }

    /// <summary>A node whose client certificate is to be renewed.</summary>
    internal Task<KubeletNode> StartDueAsync(string name) =>
        StartAsync(name, new KubeletOptions { Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.Due(Plane, name) });

    /// <summary>Waits until a kubelet has logged something.</summary>
    internal Task LoggedAsync(KubeletNode node, string text) => Plane.WaitAsync($"\"{text}\" in the log of {node.Name}", Patience, () => Task.FromResult(node.Log.Contains(text, StringComparison.Ordinal)));

    /// <summary>Waits until a node has a CSR in a state, as <c>kubectl get csr</c> shows it, and gives the CSR's name.</summary>
    internal async Task<string> CsrAsync(string node, string state)
    {
        var name = "";
        await Plane.WaitAsync($"a CSR of {node} that is {state}", Patience, async () =>
        {
            var rows = (await Plane.Kubectl.TryRunAsync(["get", "csr", "--no-headers"])).Output.Split('\n').Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            name = rows.FirstOrDefault(r => r.Contains($"system:node:{node}") && r[^1] == state)?[0] ?? "";
            return name.Length > 0;
        });
        return name;
    }

    /// <summary>The fault is found live and in the bundle.</summary>
    internal Task IsAsync(KubeletNode node, string cause, string? certificate, int exitCode = 1) =>
        Found.AsAsync(node.Name, cause, certificate, exitCode, Plane, Certrot.Over(Plane, node, nodes.Single(n => n.Node == node).Ssh));
}
