using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Kubernetes;

public sealed class ApiObjectReaderTests
{
    private readonly List<ReadProblem> problems = [];

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, null);

    [Fact]
    public void Nodes_as_a_cluster_gave_them()
    {
        var nodes = ApiObjectReader.Nodes(Stream(Recorded.Nodes), "cluster/nodes.json", problems);

        Assert.Empty(problems);
        Assert.Equal(["control-plane-1", "worker-1"], nodes.Select(n => n.Meta.Name));
        Assert.DoesNotContain("kubectl.kubernetes.io/last-applied-configuration", nodes[0].Meta.Annotations.Keys);
        Assert.Equal("0", nodes[0].Meta.Annotations["node.alpha.kubernetes.io/ttl"]);
        Assert.Contains("node-role.kubernetes.io/control-plane", nodes[0].Taints);
        Assert.Equal(new Source("cluster/nodes.json", 4), nodes[0].Meta.Source);
        var worker = nodes[1];
        Assert.Equal("v1.36.2", worker.KubeletVersion);
        Assert.Equal("Debian GNU/Linux 12 (bookworm)", worker.OsImage);
        Assert.Equal([new NodeAddress("InternalIP", "10.99.2.11"), new NodeAddress("Hostname", "worker-1")], worker.Addresses);
        Assert.Equal(
            new NodeCondition(
                "Ready", "True", "KubeletReady", "kubelet is posting ready status", Utc("2026-11-22T05:41:00Z"), Utc("2026-11-22T05:41:00Z")),
            worker.Ready);
        Assert.Equal(Utc("2026-11-22T05:41:00Z"), worker.Meta.Created);
        Assert.Equal("worker-1", worker.Meta.Labels["kubernetes.io/hostname"]);
    }

    [Fact]
    public void Events_of_both_api_groups()
    {
        var recorded = ApiObjectReader.Events(Stream(Recorded.Events), "e", problems);
        Assert.Equal("RegisteredNode", recorded[0].Reason);
        Assert.Equal(("Node", "control-plane-1", "node-controller"), (recorded[0].ObjectKind, recorded[0].ObjectName, recorded[0].Component));
        Assert.Equal(Utc("2026-11-22T05:40:59Z"), recorded[0].Last);
        Assert.Equal("Warning", recorded[1].Type);

        var newer = Assert.Single(ApiObjectReader.Events(
            Stream("""
                {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"x","namespace":"default"},"eventTime":"2026-11-22T05:00:00.123456Z",
                 "series":{"count":7,"lastObservedTime":"2026-11-22T06:00:00.5+01:00"},"reportingController":"kubelet","reason":"Failed","note":"a\u001b[31mb\nc",
                 "regarding":{"kind":"Node","name":"worker-1"},"deprecatedCount":3,"type":"Warning"}
                """),
            "e",
            problems));
        Assert.Equal(Utc("2026-11-22T05:00:00.123456Z"), newer.First);
        Assert.Equal(Utc("2026-11-22T05:00:00.5Z"), newer.Last);
        Assert.Equal(TimeSpan.Zero, newer.Last!.Value.Offset);
        Assert.Equal((7, "kubelet", "a[31mb c", "worker-1"), (newer.Count, newer.Component, newer.Message, newer.ObjectName));
        Assert.Empty(problems);
    }

    [Fact]
    public void A_lease_with_microseconds()
    {
        var lease = Assert.Single(ApiObjectReader.Leases(Stream(Recorded.Leases), "l", problems));
        Assert.Equal(("worker-1", 40), (lease.Holder, lease.DurationSeconds));
        Assert.Equal(Utc("2026-11-22T05:41:09.925542Z"), lease.Renewed);
        Assert.Null(lease.Acquired);
    }

    [Fact]
    public void Pods_with_their_state()
    {
        var pod = ApiObjectReader.Pods(Stream(Recorded.Pods), "p", problems)[0];
        var container = Assert.Single(pod.Containers);
        Assert.Equal(("control-plane-1", "Running", "default"), (pod.NodeName, pod.Phase, pod.ServiceAccount));
        Assert.Equal(("CrashLoopBackOff", 14, 1, false), (container.WaitingReason, container.RestartCount, container.ExitCode, container.Ready));
        Assert.Equal("/etc/kubernetes/controller-manager.conf", CommandLine.Flag(container.CommandLine, "kubeconfig"));
        Assert.Null(container.RunningSince);
    }

    [Fact]
    public void Secrets_on_a_command_line_are_not_kept()
    {
        var pod = Assert.Single(ApiObjectReader.Pods(
            Stream("""{"kind":"Pod","metadata":{},"spec":{"containers":[{"name":"a","command":["x","--password=p1"],"args":["--api-token","p2","--tokens-file=/a"]}]}}"""),
            "p",
            problems));
        Assert.Equal(["x", "--password=REDACTED", "--api-token", "REDACTED", "--tokens-file=/a"], pod.Containers[0].CommandLine);
    }

    [Fact]
    public void Webhooks_with_their_rules()
    {
        var webhook = Assert.Single(Assert.Single(ApiObjectReader.Webhooks(Stream(Recorded.Webhooks), "w", problems)).Webhooks);
        Assert.Equal(("validate.policy.example.com", "Fail", "policy/policy-engine"), (webhook.Name, webhook.FailurePolicy, webhook.Target));
        Assert.True(webhook.CoversCsrCreation);
    }

    [Fact]
    public void Roles_and_bindings()
    {
        var roles = ApiObjectReader.ClusterRoles(
            Stream("""
                {"kind":"ClusterRoleList","items":[
                {"metadata":{"name":"view"},"rules":null,"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"true"},"matchExpressions":[{"key":"k","operator":"In","values":["v"]}]}]}},
                {"metadata":{"name":"n"},"rules":[{"verbs":["create"],"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests/nodeclient"]},{"verbs":["get"],"nonResourceURLs":["/healthz"]}]}]}
                """),
            "r",
            problems);
        Assert.Equal("v", roles[0].AggregationSelectors![0].MatchExpressions[0].Values[0]);
        Assert.Null(roles[1].AggregationSelectors);
        Assert.Equal("certificatesigningrequests/nodeclient", roles[1].Rules[0].Resources[0]);
        Assert.Equal("/healthz", roles[1].Rules[1].NonResourceUrls[0]);
        Assert.Empty(problems);

        var bindings = ApiObjectReader.ClusterRoleBindings(
            Stream("""
                [{"kind":"ClusterRoleBinding","metadata":{"name":"a"},"roleRef":{"kind":"ClusterRole","name":"n"},"subjects":[{"kind":"ServiceAccount","name":"s","namespace":"x"}]},
                 {"kind":"ClusterRoleBinding","metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"n"}},
                 {"kind":"ClusterRoleBinding","metadata":{"name":"c"},"roleRef":{"kind":"ClusterRole","name":"n"},"subjects":null}]
                """),
            "b",
            problems);
        Assert.Equal(["a", "c"], bindings.Select(b => b.Meta.Name));
        Assert.Equal(new RbacSubject("ServiceAccount", "s", "x"), bindings[0].Subjects[0]);
        Assert.Contains("ClusterRoleBinding b", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigMap_values_are_kept_whole_up_to_a_mebibyte()
    {
        var text = "line 1\nline 2\t\n" + new string('x', 10_000);
        var map = Assert.Single(ApiObjectReader.ConfigMaps(
            Stream($$$"""{"kind":"ConfigMap","metadata":{"name":"m"},"data":{"a":{{{System.Text.Json.JsonSerializer.Serialize(text)}}},"b":"{{{new string('y', (1024 * 1024) + 1)}}}"}}"""),
            "c",
            problems));
        Assert.Equal(text, map.Data["a"]);
        Assert.Equal(["a"], map.Data.Keys);
        Assert.Contains("1 MiB at b", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"major":"1","gitVersion":"v1.36.2"}""", "v1.36.2")]
    [InlineData("""{"clientVersion":{"gitVersion":"v1"},"serverVersion":{"gitVersion":"v1.20.2"}}""", "v1.20.2")]
    [InlineData("{}", null)]
    [InlineData("""{"gitVersion":{}}""", null)]
    [InlineData("no", null)]
    [InlineData("", null)]
    public void Version_is_the_servers(string text, string? version)
    {
        Assert.Equal(version, ApiObjectReader.Version(Stream(text), "cluster/version.json", problems));
        Assert.Equal(version is null ? 1 : 0, problems.Count);
    }

    [Theory]
    [InlineData("""{"kind":"PodList","items":[{"metadata":{"name":"a"}}]}""", "cluster/nodes.json holds kind PodList, not Node: ignored")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}],"kind":"PodList"}""", "cluster/nodes.json holds kind PodList, not Node: ignored")]
    [InlineData("""{"kind":"PodList","items":[]}""", "cluster/nodes.json holds kind PodList, not Node: ignored")]
    [InlineData("""{"kind":"List","items":[{"kind":"Pod"},{"kind":"Pod"},{"kind":"Lease"}]}""", "cluster/nodes.json holds kind Pod, kind Lease, not Node: ignored")]
    [InlineData("""{"kind":"Status","message":"nodes is forbidden"}""", "cluster/nodes.json holds kind Status (nodes is forbidden), not Node: ignored")]
    [InlineData("""[1,"x",null]""", "cluster/nodes.json holds what is no API object, not Node: ignored")]
    [InlineData("kind: PodList\nitems:\n- metadata: {}\n", "cluster/nodes.json holds kind PodList, not Node: ignored")]
    public void Other_kinds_are_ignored_with_one_problem(string text, string message)
    {
        Assert.Empty(ApiObjectReader.Nodes(Stream(text), "cluster/nodes.json", problems));
        Assert.Equal(new ReadProblem("cluster/nodes.json", message), Assert.Single(problems));
    }

    [Theory]
    [InlineData("""{"kind":"NodeList","items":[{"metadata":{"name":"a"}}]}""")]
    [InlineData("""{"kind":"List","items":[{"kind":"Node","metadata":{"name":"a"}}]}""")]
    [InlineData("""[{"kind":"Node","metadata":{"name":"a"}}]""")]
    [InlineData("""{"kind":"Node","metadata":{"name":"a"}}""")]
    [InlineData("apiVersion: v1\nkind: Node\nmetadata:\n  name: a\n")]
    [InlineData("kind: List\nitems:\n- kind: Node\n  metadata: {name: a}\n")]
    public void Lists_come_in_many_forms(string text)
    {
        Assert.Equal("a", Assert.Single(ApiObjectReader.Nodes(Stream(text), "n", problems)).Meta.Name);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("""{"kind":"Node","metadata":{"name":7,"labels":[],"annotations":{"a":1,"b":null,"c":true},"creationTimestamp":5},"spec":"x","status":{"conditions":null}}""")]
    [InlineData("""{"kind":"Node","metadata":{"name":7,"annotations":{"a":1,"c":true}},"status":{"conditions":{},"addresses":"x","nodeInfo":[]},"spec":{"taints":[{}, 1]}}""")]
    [InlineData("""{"kind":"Node","metadata":{"name":7,"annotations":{"a":"1","c":"true"}},"status":null,"spec":null}""")]
    public void Wrong_types_are_missing_values(string text)
    {
        var node = Assert.Single(ApiObjectReader.Nodes(Stream(text), "n", problems));
        Assert.Equal("7", node.Meta.Name);
        Assert.Equal(["a=1", "c=true"], node.Meta.Annotations.Select(p => $"{p.Key}={p.Value}"));
        Assert.Null(node.Meta.Created);
        Assert.Empty(node.Conditions);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("2026-11-22T05:41:09Z", "2026-11-22T05:41:09Z")]
    [InlineData("2026-11-22T05:41:09.1234567Z", "2026-11-22T05:41:09.1234567Z")]
    [InlineData("2026-11-22T05:41:09.123456789Z", "2026-11-22T05:41:09.1234567Z")]
    [InlineData("2026-11-22T07:41:09+02:00", "2026-11-22T05:41:09Z")]
    [InlineData("2026-11-22T05:41:09", null)]
    [InlineData("2026-11-22", null)]
    [InlineData("2026-13-22T05:41:09Z", null)]
    [InlineData("yesterday at about noonZ", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData("", null)]
    public void Times_are_rfc_3339_or_nothing(string text, string? time)
    {
        var lease = Assert.Single(ApiObjectReader.Leases(
            Stream($$$"""{"kind":"Lease","metadata":{},"spec":{"renewTime":"{{{text}}}"}}"""), "l", problems));
        Assert.Equal(time is null ? null : Utc(time), lease.Renewed);
    }

    [Fact]
    public void Truncated_lists_keep_the_objects_before()
    {
        var end = Recorded.Nodes.IndexOf("\"worker-1\"", StringComparison.Ordinal);
        Assert.Equal("control-plane-1", Assert.Single(ApiObjectReader.Nodes(Stream(Recorded.Nodes[..end]), "cluster/nodes.json", problems)).Meta.Name);
        Assert.StartsWith("cluster/nodes.json ends too early, at line ", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_duplicate_fields_counts_as_in_go() =>
        Assert.Equal("b", Assert.Single(ApiObjectReader.Nodes(Stream("""{"kind":"Node","metadata":{"name":"a","name":"b"}}"""), "n", problems)).Meta.Name);

    [Fact]
    public void Invalid_characters_do_not_lose_the_object()
    {
        byte[] bytes = [.. """{"kind":"Node","metadata":{"name":"\ud800x","uid":"a"""u8, 0xFF, .. "\",\"labels\":{\"\\udc00\":\"v\",\"q"u8, 0xC0, .. "\":\"w\"}}}"u8];
        var node = Assert.Single(ApiObjectReader.Nodes(new MemoryStream(bytes), "n", problems));
        Assert.EndsWith("x", node.Meta.Name, StringComparison.Ordinal);
        Assert.Equal("a\uFFFD", node.Meta.Uid);
        Assert.Equal(["v", "w"], node.Meta.Labels.Values);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        var text = $$"""{"kind":"Event","metadata":{"name":"e"},"message":"{{new string('m', 5000)}}"}""";
        Assert.Equal(4096, Assert.Single(ApiObjectReader.Events(Stream(text), "e", problems)).Message!.Length);
    }

    [Fact]
    public void Endless_problems_are_counted()
    {
        var items = string.Join(',', Enumerable.Range(0, 1000).Select(i => $$$"""{"kind":"ClusterRoleBinding","metadata":{"name":"b{{{i}}}"}}"""));
        Assert.Empty(ApiObjectReader.ClusterRoleBindings(Stream($"[{items}]"), "b", problems));
        Assert.Equal(11, problems.Count);
        Assert.Contains("990 more", problems[^1].Message, StringComparison.Ordinal);
    }
}
