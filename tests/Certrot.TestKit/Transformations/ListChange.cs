using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.TestKit.Transformations;

/// <summary>Changes of API lists that say nothing about the node.</summary>
public static class ListChange
{
    private const int Strangers = 50;

    // Requests are expensive to make, and which key they hold does not matter.
    private static readonly Lazy<IReadOnlyList<string>> strangerRequests = new(() =>
        [.. Enumerable.Range(0, Strangers).Select(i => Convert.ToBase64String(Encoding.ASCII.GetBytes(CertificateForge.KubeletRequestPem(Stranger(i)))))]);

    /// <summary>All API lists with their items in reverse order.</summary>
    public static IReadOnlyDictionary<string, byte[]> Reverse(IReadOnlyDictionary<string, byte[]> files) => EachList(files, items => items.Reverse());

    /// <summary>All API lists with their items in some other order.</summary>
    public static IReadOnlyDictionary<string, byte[]> Shuffle(IReadOnlyDictionary<string, byte[]> files, int seed)
    {
        var random = new Random(seed);
        return EachList(files, items =>
        {
            var array = items.ToArray();
            random.Shuffle(array);
            return array;
        });
    }

    /// <summary>
    /// Fifty more nodes that are well, their leases, and a CSR of each: pending since a moment ago, denied, or issued. Serving CSRs are only pending: one that
    /// was decided would show an approver.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]> AddStrangers(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var now = JsonNode.Parse(files["bundle.json"])!["collectedAt"]!.GetValue<DateTimeOffset>();
        return EachList(files, (path, items) => path switch
        {
            "cluster/nodes.json" => items.Concat(Enumerable.Range(0, Strangers).Select(i => NodeOf(i, now))),
            "cluster/leases.json" => items.Concat(Enumerable.Range(0, Strangers).Select(i => NodeScenario.Lease("kube-node-lease", Stranger(i), Stranger(i), now.AddSeconds(-3)))),
            "cluster/certificatesigningrequests.json" => items.Concat(Enumerable.Range(0, Strangers).Select(i => CsrOf(i, now))),
            _ => items,
        });
    }

    private static string Stranger(int index) => $"stranger-{index}";

    private static JsonObject NodeOf(int index, DateTimeOffset now) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = Stranger(index), ["creationTimestamp"] = NodeScenario.Text(now.AddDays(-30)) },
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = string.Create(CultureInfo.InvariantCulture, $"198.51.100.{index + 1}") }),
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["reason"] = "KubeletReady",
                ["message"] = "kubelet is posting ready status",
                ["lastHeartbeatTime"] = NodeScenario.Text(now.AddSeconds(-15)),
                ["lastTransitionTime"] = NodeScenario.Text(now.AddDays(-30)),
            }),
            ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = "v1.34.2" },
        },
    };

    private static JsonObject CsrOf(int index, DateTimeOffset now)
    {
        var client = index % 2 == 0;
        var state = client ? index % 3 : 0;
        var created = now.AddSeconds(state == 0 ? -5 : -60 * (index + 1));
        var status = new JsonObject();
        if (state == 1) status["conditions"] = new JsonArray(Condition("Denied", "PolicyViolation", "not in the inventory", created));
        if (state == 2)
        {
            status["conditions"] = new JsonArray(Condition("Approved", "AutoApproved", "Auto approving kubelet client certificate after SubjectAccessReview.", created));
            status["certificate"] = Convert.ToBase64String("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"u8);
        }

        return new JsonObject
        {
            ["apiVersion"] = "certificates.k8s.io/v1",
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject { ["name"] = $"csr-z{index:0000}", ["creationTimestamp"] = NodeScenario.Text(created) },
            ["spec"] = new JsonObject
            {
                ["signerName"] = client ? "kubernetes.io/kube-apiserver-client-kubelet" : "kubernetes.io/kubelet-serving",
                ["username"] = "system:node:" + Stranger(index),
                ["groups"] = new JsonArray("system:nodes", "system:authenticated"),
                ["request"] = strangerRequests.Value[index],
                ["usages"] = new JsonArray("digital signature", client ? "client auth" : "server auth"),
            },
            ["status"] = status,
        };
    }

    private static JsonObject Condition(string type, string reason, string message, DateTimeOffset at) =>
        new() { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message, ["lastUpdateTime"] = NodeScenario.Text(at), ["lastTransitionTime"] = NodeScenario.Text(at) };

    private static Dictionary<string, byte[]> EachList(IReadOnlyDictionary<string, byte[]> files, Func<IEnumerable<JsonNode?>, IEnumerable<JsonNode?>> change) =>
        EachList(files, (_, items) => change(items));

    private static Dictionary<string, byte[]> EachList(IReadOnlyDictionary<string, byte[]> files, Func<string, IEnumerable<JsonNode?>, IEnumerable<JsonNode?>> change)
    {
        var changed = new Dictionary<string, byte[]>(files, StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            if (!path.StartsWith("cluster/", StringComparison.Ordinal) || !path.EndsWith(".json", StringComparison.Ordinal)) continue;
            if (JsonNode.Parse(content) is not JsonObject list || list["items"] is not JsonArray items) continue;
            var all = items.ToList();
            items.Clear();
            foreach (var item in change(path, all)) items.Add(item);
            changed[path] = Encoding.UTF8.GetBytes(list.ToJsonString());
        }

        return changed;
    }
}
