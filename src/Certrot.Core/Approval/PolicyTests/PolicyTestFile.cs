using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;
using Certrot.Kubernetes;
using Certrot.Text;

namespace Certrot.Approval.PolicyTests;

/// <summary>
/// Reads and runs files <c>*.test.yaml</c>: CSRs as <c>kubectl get csr NAME -o yaml</c> prints them, what the cluster is like, and the decisions that are expected.
/// </summary>
public sealed class PolicyTestFile
{
    /// <summary>How such files end.</summary>
    public const string Suffix = ".test.yaml";

    private static readonly string[] fileKeys = ["now", "nodes", "services", "endpoints", "machines", "liveCertificates", "tests"], testKeys = ["name", "csr", "now", "expect", "rule", "approvedForNode", "approvedForUser"];

    private readonly string path;
    private readonly Func<string, ReadOnlyMemory<byte>> read;
    private readonly YamlLines lines = new();

    private PolicyTestFile(string path, Func<string, ReadOnlyMemory<byte>> read) => (this.path, this.read) = (path, read);

    /// <summary>Runs the tests of a file. Never throws for what it holds: that is a failed test.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads a file: the test's own, and those that it names, as it names them. It may throw <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</param>
    public static IReadOnlyList<PolicyTest> Run(ApprovalPolicy policy, string path, Func<string, ReadOnlyMemory<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(read);
        return new PolicyTestFile(path, read).Run(policy);
    }

    private List<PolicyTest> Run(ApprovalPolicy policy)
    {
        var results = new List<PolicyTest>();
        try
        {
            var root = Document(path, lines);
            if (root is not JsonObject file || file["tests"] is not JsonArray { Count: > 0 } tests) throw new FormatException("there is no list tests");
            if (file.Select(f => f.Key).FirstOrDefault(k => !fileKeys.Contains(k)) is { } unknown) throw new FormatException($"{SafeText.Clean(unknown)} is none of {string.Join(", ", fileKeys)}");
            var facts = Facts(file, policy);
            for (var i = 0; i < tests.Count; i++) results.Add(One(policy, facts, file, tests[i] as JsonObject, lines.Of(tests, i)));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            results.Add(new PolicyTest(path, 1, "the file", "tests", null, e.Message));
        }

        return results;
    }

    private PolicyTest One(ApprovalPolicy policy, ClusterFacts facts, JsonObject file, JsonObject? test, int line)
    {
        var name = (test?["name"] as JsonValue)?.ToString() ?? $"test in line {line}";
        var (decision, rule) = ((test?["expect"] as JsonValue)?.ToString() ?? "", (test?["rule"] as JsonValue)?.ToString());
        var expected = rule is null ? decision : $"{decision}, {rule}";
        try
        {
            if (test is null) throw new FormatException("it is no mapping");
            if (test.Select(t => t.Key).FirstOrDefault(k => !testKeys.Contains(k)) is { } unknown) throw new FormatException($"{SafeText.Clean(unknown)} is none of {string.Join(", ", testKeys)}");
            if (!Enum.TryParse<Decision>(decision, ignoreCase: true, out var wanted) || decision.Any(char.IsDigit)) throw new FormatException("expect must be approve, refuse, wait or ignore");
            var csr = CsrObject.Read(Element(test["csr"] switch
            {
                JsonObject inline => inline,
                JsonValue other => Document(other.ToString(), new YamlLines()) ?? throw new FormatException($"{other} is empty"),
                _ => throw new FormatException("csr must be a CSR, or a file with one"),
            }));
            var request = new ApprovalCase
            {
                Object = csr,
                Policy = policy,
                Facts = facts,
                Now = Time(test, "now") ?? Time(file, "now") ?? csr.Csr.Meta.Created ?? throw new FormatException("there is no now, and the CSR has no creationTimestamp"),
                ApprovedForNode = Count(test, "approvedForNode"),
                ApprovedForUser = Count(test, "approvedForUser"),
            };
            request = request with { Live = Live(file, request.Node) };
            var verdict = ApprovalJudge.Decide(request);
            var found = $"{verdict.Decision.ToString().ToLowerInvariant()}, {verdict.Rule}: {verdict.Reason}";
            return new PolicyTest(path, line, name, expected, found, verdict.Decision == wanted && (rule is null || rule == verdict.Rule) ? null : $"expected {expected}, found {found}");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return new PolicyTest(path, line, name, expected, null, e.Message);
        }
    }

    private ClusterFacts Facts(JsonObject file, ApprovalPolicy policy)
    {
        var facts = new ClusterFacts();
        var reader = new ApiItemReader("nodes");
        foreach (var item in Items(file, "nodes"))
        {
            if (reader.Node(item) is { } node) facts.Nodes.Set(node);
        }

        foreach (var item in Items(file, "services")) facts.Reserved.AddService(item);
        foreach (var item in Items(file, "endpoints")) facts.Reserved.AddApiServers(item);
        var machines = Items(file, "machines").ConvertAll(Machine.Read);
        if (policy.Machines is not null) facts.Machines = new MachineDirectory(machines);
        return facts;
    }

    /// <summary>Objects of a field: a list, a kubectl List, or the name of a file with either.</summary>
    private List<JsonElement> Items(JsonObject file, string field)
    {
        var value = file[field];
        if (value is JsonValue other) value = Document(other.ToString(), new YamlLines());
        if (value is JsonObject list) value = list["items"] ?? new JsonArray(list.DeepClone());
        return value switch { null => [], JsonArray array => [.. array.Select(Element)], _ => throw new FormatException($"{field} must be a list of objects, or a file with one") };
    }

    private static LiveCertificate? Live(JsonObject file, string node)
    {
        if (file["liveCertificates"] is not { } all) return new LiveCertificate(new HashSet<AltName>(), "the test gives the kubelet none", IsUnknown: false);
        var names = (all as JsonObject)?[node] switch
        {
            null => [],
            JsonArray list => list.Select(n => AltName.Parse(n?.ToString() ?? "")).ToHashSet(),
            _ => throw new FormatException("liveCertificates must be a mapping of nodes to lists of names"),
        };
        return new LiveCertificate(names, names.Count > 0 ? null : "the test gives the kubelet none", IsUnknown: false);
    }

    private static DateTimeOffset? Time(JsonObject map, string key)
    {
        if (map[key] is not { } value) return null;
        return InventoryReader.Time(value.ToString()) ?? throw new FormatException($"{key} must be a time, such as 2027-01-31T08:00:00Z");
    }

    private static int Count(JsonObject map, string key) =>
        map[key] is not { } value ? 0 : int.TryParse(value.ToString(), System.Globalization.NumberStyles.None, null, out var count) ? count : throw new FormatException($"{key} must be a whole number");

    private JsonNode? Document(string file, YamlLines own)
    {
        var node = YamlReader.ReadWithLines(read(file), own, out var problem);
        return problem is null ? node : throw new FormatException($"{file} {problem}");
    }

    private static JsonElement Element(JsonNode? node) => JsonDocument.Parse(Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null")).RootElement;
}
