using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Approval;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;
using Certrot.Kubernetes;

namespace Certrot.TestKit.Attacks;

/// <summary>
/// The cluster that is attacked: worker-1 and worker-2, which nothing but their status vouches for; worker-4, which has written into its status what is not its own; worker-3,
/// which a Machine made; edge-1 and cp-2, which stand in the inventory; cp-1, whose address is the API server's.
/// </summary>
public static class AttackedCluster
{
    private const string PolicyText = """
        apiVersion: certrot/v1
        kind: ApprovalPolicy
        name: attacked
        inventory: inventory.txt
        machines:
          apiVersion: cluster.x-k8s.io/v1beta1
        nodes:
          names: ['^(worker|edge|cp)-[0-9]+(\.example\.com)?$']
        bootstrap:
          names: ['^worker-[0-9]+$']
        serving:
          sources: [inventory, machine, live-certificate, node-status]
        reserved:
          names: [vault.example.com, '*.apps.example.com']
          addresses: [10.0.0.250, 10.0.9.0/24]
        """;

    private const string InventoryText = """
        edge-1 10.0.1.1 edge-1.example.com
        edge-2 10.0.1.2
        edge-5 10.0.1.5 joins-until=2026-11-22T00:00:00Z
        edge-6 10.0.1.6 joins-from=2026-11-24T00:00:00Z
        edge-7 10.0.1.7
        cp-2 10.0.0.3 api.example.com
        """;

    /// <summary>The time of judgement, in UTC.</summary>
    public static DateTimeOffset Now { get; } = CsrBuilder.Created.AddMinutes(1);

    /// <summary>Its policy.</summary>
    public static ApprovalPolicy Policy { get; } = ReadPolicy(PolicyText);

    /// <summary>Its policy, with bounds for serving certificates: names of example.com, node names, and one network.</summary>
    public static ApprovalPolicy BoundedPolicy { get; } = ReadPolicy(PolicyText.Replace(
        "serving:\n",
        "serving:\n  maxNames: 4\n  networks: [10.0.0.0/24]\n  dnsNames: ['^worker-[0-9]+(\\.example\\.com)?$']\n",
        StringComparison.Ordinal));

    /// <summary>Its nodes.</summary>
    public static IReadOnlyList<Node> Nodes { get; } = MakeNodes();

    /// <summary>Its Machines.</summary>
    public static IReadOnlyList<Machine> Machines { get; } =
    [
        Machine("worker-3", "worker-3", Now.AddDays(-30), "10.0.0.13", "worker-3.example.com"),
        Machine("worker-20", null, Now.AddMinutes(-10), "10.0.0.20"),
        Machine("worker-21", null, Now.AddDays(-3), "10.0.0.21"),
        Machine("worker-22", null, Now.AddMinutes(-10), "10.0.0.22"),
        Machine("spare", null, Now.AddMinutes(-10), "10.0.0.23", "worker-22"),
    ];

    /// <summary>What is known of it.</summary>
    public static ClusterFacts Facts { get; } = MakeFacts();

    /// <summary>A kubelet that shows no certificate that vouches for anything.</summary>
    public static LiveCertificate NoLiveCertificate { get; } = new(new HashSet<AltName>(), "it is self-signed", IsUnknown: false);

    /// <summary>The case of a CSR.</summary>
    public static ApprovalCase Case(JsonObject csr) => new()
    {
        Object = CsrObject.Read(JsonSerializer.SerializeToElement(csr)),
        Policy = Policy,
        Facts = Facts,
        Now = Now,
        Live = NoLiveCertificate,
    };

    /// <summary>The case of an attack.</summary>
    public static ApprovalCase Case(Attack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        return Case(attack.Csr) with { Policy = attack.Policy ?? Policy, ApprovedForNode = attack.ApprovedForNode, ApprovedForUser = attack.ApprovedForUser };
    }

    private static ApprovalPolicy ReadPolicy(string text) =>
        PolicyReader.Read(Encoding.UTF8.GetBytes(text), "policy.yaml", _ => Encoding.UTF8.GetBytes(InventoryText), out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));

    private static ClusterFacts MakeFacts()
    {
        var reserved = new ReservedNames();
        foreach (var name in new[] { "10.0.0.2", "10.0.0.3", "10.0.0.100", "api.example.com" }) reserved.AddApiServer(AltName.Parse(name), "the cluster's endpoints");
        reserved.AddService("default", "kubernetes", CsrBuilder.Created.AddYears(-1), ["10.96.0.1"]);
        reserved.AddService("kube-system", "kube-dns", CsrBuilder.Created.AddYears(-1), ["10.96.0.10"]);
        reserved.AddService("shop", "database", CsrBuilder.Created.AddYears(-1), ["None"]);
        reserved.AddServiceNetwork(IPNetwork.Parse("10.96.0.0/12"));
        reserved.AddServiceNetwork(IPNetwork.Parse("fd00:10:96::/112"));

        var facts = new ClusterFacts { Reserved = reserved };
        foreach (var node in Nodes) facts.Nodes.Set(node);
        facts.Machines = new MachineDirectory(Machines);
        return facts;
    }

    private static Node[] MakeNodes() =>
    [
        Ready("worker-1", "10.0.0.11", "2001:db8::11", "worker-1.example.com"),
        Ready("worker-2", "10.0.0.12", "2001:db8::12", "worker-2.example.com"),
        Ready("worker-3", "10.0.0.13", "10.0.0.99"),
        Ready(
            "worker-4", "10.0.0.14", "10.0.0.12", "10.0.0.100", "10.0.1.2", "10.0.0.20", "10.96.0.10", "10.0.0.250", "127.0.0.1", "169.254.169.254", "224.0.0.1", "api.example.com",
            "kubernetes", "kubernetes.default.svc", "database", "database.shop", "localhost", "vault.example.com", "shop.apps.example.com", "metrics.cluster.local"),
        Ready("worker-6", "10.0.0.12", "fe80::6%eth0"),
        Ready("edge-1", "10.0.1.1", "10.0.1.99"),
        Ready("edge-2", "10.0.1.2"),
        Ready("cp-1", "10.0.0.2"),
        Ready("cp-2", "10.0.0.3"),
        Ready("worker-5.example.com", "10.0.0.31"),
        NotReady("worker-7", TimeSpan.FromHours(1)),
        NotReady("worker-8", TimeSpan.FromMinutes(1)),
        NotReady("worker-9", TimeSpan.FromHours(-1)),
        new Node { Meta = new ObjectMeta { Name = "worker-10" } },
    ];

    private static Machine Machine(string name, string? node, DateTimeOffset created, params string[] names) =>
        new("fleet", name, node, names.Select(AltName.Parse).ToHashSet(), created, IsLeaving: false);

    private static Node Ready(string name, params string[] addresses) => new()
    {
        Meta = new ObjectMeta { Name = name },
        Addresses = [new NodeAddress("Hostname", name), .. addresses.Select(a => new NodeAddress("InternalIP", a))],
        Conditions = [new NodeCondition("Ready", "True", null, null, Now, Now.AddDays(-30))],
    };

    private static Node NotReady(string name, TimeSpan since) => new()
    {
        Meta = new ObjectMeta { Name = name },
        Conditions = [new NodeCondition("Ready", "Unknown", "NodeStatusUnknown", null, null, Now - since)],
    };
}
