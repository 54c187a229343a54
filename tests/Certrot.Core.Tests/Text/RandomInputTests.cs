using System.Text;
using System.Text.Json;
using Certrot.Core.Tests.Kubernetes;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Metrics;
using Certrot.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Certrot.Core.Tests.Text;

/// <summary>Whatever the bytes are, readers answer with values and problems and never throw.</summary>
public sealed class RandomInputTests
{
    private static readonly string[] Seeds =
    [
        Recorded.Csrs, Recorded.Nodes, Recorded.Events, Recorded.Pods, Recorded.Webhooks,
        "kind: List\nitems:\n- &a {kind: Node, metadata: {name: a}}\n- *a\n- <<: *a\n  spec: |\n    x\n  other: 'y'\n",
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: d, user: u}}]\nclusters:\n- name: d\n  cluster: {server: https://x}\nusers:\n- {name: u, user: {token: abcdef.REDACTED}}\n",
        "kubelet_node_name{node=\"a\"} 1\nrest_client_requests_total{code=\"200\"} 5 17\n",
    ];

    private static readonly byte[] Interesting = [.. "{}[]\":,\\\n -&*!|>'#%@`u0x<"u8, 0, 0xFF, 0xFE, 0xC0, 0xEF];

    [Fact]
    public void Random_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => ReadAll(bytes ?? [])).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Mutated_evidence_never_throws() =>
        Prop.ForAll<int>(seed => ReadAll(Mutate(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static byte[] Mutate(int seed)
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 1:
                    bytes.Insert(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool ReadAll(byte[] bytes)
    {
        var problems = new List<ReadProblem>();
        Stream Stream() => new MemoryStream(bytes);
        YamlReader.Read(bytes, out _)?.ToJsonString();
        JsonItemReader.ReadItems(Stream(), (item, line) => Assert.True(line > 0 && item.ValueKind != JsonValueKind.Undefined), out _);
        ApiObjectReader.Version(Stream(), "f", problems);
        ApiObjectReader.Nodes(Stream(), "f", problems);
        ApiObjectReader.Events(Stream(), "f", problems);
        ApiObjectReader.CertificateSigningRequests(Stream(), "f", problems, "worker-1");
        ApiObjectReader.ClusterRoles(Stream(), "f", problems);
        ApiObjectReader.ClusterRoleBindings(Stream(), "f", problems);
        ApiObjectReader.Leases(Stream(), "f", problems);
        ApiObjectReader.Pods(Stream(), "f", problems);
        ApiObjectReader.ConfigMaps(Stream(), "f", problems);
        ApiObjectReader.Webhooks(Stream(), "f", problems);
        KubeconfigReader.Read(bytes, "f", problems);
        KubeletConfigurationReader.Read(bytes, "f", problems);
        MetricReader.Read(Stream(), "f", problems);
        return problems.All(p => p.Message.StartsWith("f ", StringComparison.Ordinal) && !p.Message.Any(char.IsControl));
    }
}
