using System.Text;
using Certrot.Approval.Policy;
using Certrot.Approval.PolicyTests;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Approval;

/// <summary>Tests of policies that people write: what they may hold, and that every mistake in them is told with its line.</summary>
public sealed class PolicyTestFileTests
{
    private const string Head = """
        now: 2026-11-23T12:00:00Z
        nodes:
        - metadata: {name: worker-1}
          status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}
        services:
        - metadata: {name: dns, namespace: kube-system}
          spec: {clusterIPs: [10.96.0.10]}
        endpoints: kubernetes.yaml
        tests:

        """;

    private static readonly ApprovalPolicy policy = ApprovalPolicy.Default with { Name = "test" };

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal)
    {
        ["kubernetes.yaml"] = "kind: Endpoints\nmetadata: {name: kubernetes}\nsubsets: [{addresses: [{ip: 10.0.0.2}]}]\n",
        ["good.yaml"] = Csr("worker-1", "10.0.0.11"),
        ["api-server.yaml"] = Csr("worker-1", "10.0.0.2"),
        ["dns.yaml"] = Csr("worker-1", "10.96.0.10"),
        ["foreign.yaml"] = Csr("worker-1", "10.0.0.77"),
    };

    [Fact]
    public void A_file_of_right_expectations_passes()
    {
        var tests = Run(Head + $$"""
            - {name: own names, csr: good.yaml, expect: approve}
            - {name: the API server's address, csr: api-server.yaml, expect: refuse, rule: names-reserved}
            - {name: a Service's address, csr: dns.yaml, expect: Refuse, rule: names-reserved}
            - {name: too many, csr: good.yaml, expect: refuse, rule: limit, approvedForNode: 10}
            - {name: just not too many, csr: good.yaml, expect: approve, approvedForNode: 9, approvedForUser: 1000}
            - name: inline
              expect: approve
              csr: {{Csr("worker-1", "10.0.0.11").Trim()}}
            """);

        Assert.All(tests, t => Assert.Null(t.Problem));
        Assert.Equal([10, 11, 12, 13, 14, 15], tests.Select(t => t.Line));
        Assert.Equal(("own names", "approve", "approve, all: worker-1 (Node status), 10.0.0.11 (Node status)"), (tests[0].Name, tests[0].Expected, tests[0].Found));
    }

    [Theory]
    [InlineData("csr: api-server.yaml, expect: approve", "expected approve, found refuse, names-reserved: ")]
    [InlineData("csr: good.yaml, expect: refuse", "expected refuse, found approve, all: ")]
    [InlineData("csr: api-server.yaml, expect: refuse, rule: names-owned", "expected refuse, names-owned, found refuse, names-reserved: ")]
    public void A_wrong_expectation_fails_with_what_was_found(string test, string problem)
    {
        var failed = Assert.Single(Run(Head + "- {name: x, " + test + "}\n"));

        Assert.StartsWith(problem, failed.Problem, StringComparison.Ordinal);
        Assert.Equal(("p.test.yaml", 10, "x"), (failed.File, failed.Line, failed.Name));
    }

    [Theory]
    [InlineData("- {name: x, csr: good.yaml}", "expect must be approve, refuse, wait or ignore")]
    [InlineData("- {name: x, csr: good.yaml, expect: aprove}", "expect must be approve, refuse, wait or ignore")]
    [InlineData("- {name: x, csr: good.yaml, expect: 0}", "expect must be approve, refuse, wait or ignore")]
    [InlineData("- {name: x, csr: good.yaml, expect: [approve]}", "expect must be approve, refuse, wait or ignore")]
    [InlineData("- {name: x, expect: approve}", "csr must be a CSR, or a file with one")]
    [InlineData("- {name: x, csr: [good.yaml], expect: approve}", "csr must be a CSR, or a file with one")]
    [InlineData("- {name: x, csr: none.yaml, expect: approve}", "none.yaml is not there")]
    [InlineData("- {name: x, csr: broken.yaml, expect: approve}", "broken.yaml cannot be read: line ")]
    [InlineData("- {name: x, csr: empty.yaml, expect: approve}", "empty.yaml is empty")]
    [InlineData("- {name: x, csr: good.yaml, expect: approve, exepct: approve}", "exepct is none of name, csr, now, expect, rule, approvedForNode, approvedForUser")]
    [InlineData("- {name: x, csr: good.yaml, expect: approve, now: yesterday}", "now must be a time, such as 2027-01-31T08:00:00Z")]
    [InlineData("- {name: x, csr: good.yaml, expect: approve, approvedForNode: -1}", "approvedForNode must be a whole number")]
    [InlineData("- {name: x, csr: good.yaml, expect: approve, approvedForUser: many}", "approvedForUser must be a whole number")]
    [InlineData("- x", "it is no mapping")]
    public void A_mistake_in_a_test_fails_it_alone(string test, string problem)
    {
        files["broken.yaml"] = "a: [";
        files["empty.yaml"] = "";
        var tests = Run(Head + "- {name: before, csr: good.yaml, expect: approve}\n" + test + "\n- {name: behind, csr: good.yaml, expect: approve}\n");

        Assert.Equal(3, tests.Count);
        Assert.Equal((null, null), (tests[0].Problem, tests[2].Problem));
        Assert.StartsWith(problem, tests[1].Problem, StringComparison.Ordinal);
        Assert.Equal((11, null), (tests[1].Line, tests[1].Found));
    }

    [Theory]
    [InlineData("", "there is no list tests")]
    [InlineData("- a\n", "there is no list tests")]
    [InlineData("tests: []\n", "there is no list tests")]
    [InlineData("tests: {a: b}\n", "there is no list tests")]
    [InlineData("test: []\ntests: [{csr: good.yaml, expect: approve}]\n", "test is none of now, nodes, services, endpoints, machines, liveCertificates, tests")]
    [InlineData("nodes: 5\ntests: [{csr: good.yaml, expect: approve}]\n", "5 is not there")]
    [InlineData("nodes: none.yaml\ntests: [{csr: good.yaml, expect: approve}]\n", "none.yaml is not there")]
    [InlineData("nodes: {items: 5}\ntests: [{csr: good.yaml, expect: approve}]\n", "nodes must be a list of objects, or a file with one")]
    [InlineData("tests: [\n", "p.test.yaml cannot be read: line ")]
    public void A_mistake_in_the_file_is_one_failure(string text, string problem)
    {
        var failed = Assert.Single(Run(text));

        Assert.StartsWith(problem, failed.Problem, StringComparison.Ordinal);
        Assert.Equal(("p.test.yaml", "the file"), (failed.File, failed.Name));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_failure() =>
        Assert.Equal("p.test.yaml is not there", Assert.Single(PolicyTestFile.Run(policy, "p.test.yaml", Read)).Problem);

    [Fact]
    public void Nodes_may_come_as_kubectl_lists_them_from_another_file()
    {
        files["nodes.yaml"] = "apiVersion: v1\nkind: List\nitems:\n- metadata: {name: worker-1}\n  status: {addresses: [{type: InternalIP, address: 10.0.0.77}]}\n";

        Assert.Null(Assert.Single(Run("now: 2026-11-23T12:00:00Z\nnodes: nodes.yaml\ntests: [{csr: foreign.yaml, expect: approve}]\n")).Problem);
    }

    [Fact]
    public void Live_certificates_vouch_for_the_node_that_shows_them()
    {
        Assert.Null(Assert.Single(Run("liveCertificates: {worker-1: [worker-1, 10.0.0.77]}\n" + Head + "- {csr: foreign.yaml, expect: approve}\n")).Problem);
        Assert.Null(Assert.Single(Run("liveCertificates: {worker-2: [worker-1, 10.0.0.77]}\n" + Head + "- {csr: foreign.yaml, expect: refuse, rule: names-owned}\n")).Problem);
        Assert.Equal("liveCertificates must be a mapping of nodes to lists of names", Assert.Single(Run("liveCertificates: {worker-1: x}\n" + Head + "- {csr: foreign.yaml, expect: approve}\n")).Problem);
    }

    [Fact]
    public void The_time_is_the_tests_then_the_files_then_the_CSRs()
    {
        var bootstrap = policy with { Bootstrap = new BootstrapPolicy { Users = PatternSet.Create(["^system:bootstrap:[a-z0-9]{6}$"], out _, out _)!, Names = PatternSet.Create(["^worker-[0-9]+$"], out _, out _), Until = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) } };
        files["joins.yaml"] = CsrBuilder.Bootstrap().With(KubeletRequest.Client("worker-30")).Build().ToJsonString();
        string Of(string text)
        {
            files["p.test.yaml"] = text;
            var test = Assert.Single(PolicyTestFile.Run(bootstrap, "p.test.yaml", Read));
            return test.Found is { } found ? found[..found.IndexOf(',', StringComparison.Ordinal)] : test.Problem!;
        }

        Assert.Equal("approve", Of("tests: [{csr: joins.yaml, expect: approve}]\n"));
        Assert.Equal("refuse", Of("now: 2026-11-23T12:30:00Z\ntests: [{csr: joins.yaml, expect: approve}]\n"));
        Assert.Equal("approve", Of("now: 2026-11-23T12:30:00Z\ntests: [{csr: joins.yaml, now: 2026-11-23T11:59:30Z, expect: approve}]\n"));
    }

    private static string Csr(string node, string address) => CsrBuilder.Serving(node).With(KubeletRequest.Serving(node, node, address)).Build().ToJsonString() + "\n";

    private IReadOnlyList<PolicyTest> Run(string text)
    {
        files["p.test.yaml"] = text;
        return PolicyTestFile.Run(policy, "p.test.yaml", Read);
    }

    private ReadOnlyMemory<byte> Read(string name) => files.TryGetValue(name, out var text) ? Encoding.UTF8.GetBytes(text) : throw new FileNotFoundException($"{name} is not there");
}
