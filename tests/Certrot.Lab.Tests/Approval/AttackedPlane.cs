using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval.Facts;

namespace Certrot.Lab.Tests.Approval;

/// <summary>A real API server and kube-controller-manager without kubelets: whatever CSRs there are, tests make.</summary>
public sealed class AttackedPlane : IAsyncLifetime
{
    internal const string Csrs = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    /// <summary>Why there is none; null where there is.</summary>
    public string? WhyNot { get; private set; }

    internal ControlPlane Plane { get; private set; } = null!;

    internal KubernetesApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!KubernetesBinaries.TryFind(out var binaries, out var whyNot))
        {
            WhyNot = whyNot;
            return;
        }

        Plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions
        {
            // Tests send as fast as they can; the server's own share for one user is smaller.
            ApiServerArguments = ["--max-mutating-requests-inflight=1000", "--enable-priority-and-fairness=false"],
            ControllerManager = new ControllerManagerOptions { Controllers = "csrapproving,csrsigning", Arguments = ["--kube-api-qps=500", "--kube-api-burst=1000"] },
        });
        await TlsBootstrap.AllowAsync(Plane);
        Api = Connect();
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Plane is not null) await Plane.DisposeAsync();
    }

    /// <summary>A client of the administrator, or as whom it acts.</summary>
    internal KubernetesApi Connect(string? user = null, IReadOnlyList<string>? groups = null) => new(
        new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = Plane.AdminKubeconfig }).Load(new ClientOptions { Impersonate = user, ImpersonateGroups = groups ?? [], RequestTimeout = TimeSpan.FromSeconds(60) }), TimeProvider.System, "certrot/test");

    /// <summary>Creates a Node with a status.</summary>
    internal async Task CreateNodeAsync(string name, IEnumerable<(string Type, string Address)> addresses, string ready, DateTimeOffset readySince, CancellationToken cancellation)
    {
        var node = JsonNode.Parse(await Api.PostAsync("/api/v1/nodes", Bytes(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = name } }), repeat: false, cancellation))!.AsObject();
        var time = readySince.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        node["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray([.. addresses.Select(a => (JsonNode)new JsonObject { ["type"] = a.Type, ["address"] = a.Address })]),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready, ["lastTransitionTime"] = time, ["lastHeartbeatTime"] = time, ["reason"] = "Test", ["message"] = "of a test" }),
        };
        await Api.PutAsync($"/api/v1/nodes/{name}/status", Bytes(node), cancellation);
    }

    /// <summary>Defines Machines as Cluster API does, and creates some.</summary>
    internal async Task CreateMachinesAsync(IEnumerable<Machine> machines)
    {
        var schema = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } };
        await Plane.Kubectl.CreateAsync(
        [
            new JsonObject
            {
                ["apiVersion"] = "apiextensions.k8s.io/v1",
                ["kind"] = "CustomResourceDefinition",
                ["metadata"] = new JsonObject { ["name"] = "machines.cluster.x-k8s.io" },
                ["spec"] = new JsonObject
                {
                    ["group"] = "cluster.x-k8s.io",
                    ["scope"] = "Namespaced",
                    ["names"] = new JsonObject { ["plural"] = "machines", ["singular"] = "machine", ["kind"] = "Machine", ["listKind"] = "MachineList" },
                    ["versions"] = new JsonArray(new JsonObject { ["name"] = "v1beta1", ["served"] = true, ["storage"] = true, ["schema"] = schema }),
                },
            },
        ]);
        await Plane.Kubectl.RunAsync(["wait", "--for=condition=Established", "crd/machines.cluster.x-k8s.io", "--timeout=30s"]);
        await Plane.Kubectl.RunAsync(["create", "namespace", "fleet"]);
        await Plane.Kubectl.CreateAsync(machines.Select(m => new JsonObject
        {
            ["apiVersion"] = "cluster.x-k8s.io/v1beta1",
            ["kind"] = "Machine",
            ["metadata"] = new JsonObject { ["name"] = m.Name, ["namespace"] = m.Namespace },
            ["status"] = new JsonObject
            {
                ["nodeRef"] = m.Node is { } node ? new JsonObject { ["kind"] = "Node", ["name"] = node } : null,
                ["addresses"] = new JsonArray([.. m.Names.Select(n => (JsonNode)new JsonObject { ["type"] = n.Address is null ? "InternalDNS" : "InternalIP", ["address"] = n.ToString() })]),
            },
        }));
    }

    /// <summary>Lets every user create CSRs, as some clusters do.</summary>
    internal async Task LetAllAskAsync()
    {
        await Plane.Kubectl.RunAsync(["create", "clusterrolebinding", "all-may-ask", "--clusterrole=system:node-bootstrapper", "--group=system:authenticated"]);
        await Plane.WaitAsync("the binding", TimeSpan.FromSeconds(30), async () => (await Plane.Kubectl.TryRunAsync(["auth", "can-i", "create", "certificatesigningrequests", "--as=somebody", "--as-group=system:authenticated"])).Output.Trim() == "yes");
    }

    /// <summary>All CSRs by their names.</summary>
    internal async Task<Dictionary<string, JsonElement>> CsrsAsync(CancellationToken cancellation)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await Api.ListAsync(Csrs, all.Clear, item => all[item.GetProperty("metadata").GetProperty("name").GetString()!] = item.Clone(), cancellation);
        return all;
    }

    internal static string? Condition(JsonElement csr, string type) =>
        csr.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions)
            ? conditions.EnumerateArray().Where(c => c.GetProperty("type").GetString() == type).Select(c => $"{c.GetProperty("reason").GetString()}: {c.GetProperty("message").GetString()}").FirstOrDefault()
            : null;

    internal static byte[] Bytes(JsonObject item) => Encoding.UTF8.GetBytes(item.ToJsonString());
}
