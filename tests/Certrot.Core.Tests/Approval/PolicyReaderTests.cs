using System.Diagnostics;
using System.Net;
using System.Text;
using Certrot.Approval.Policy;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Approval;

public sealed class PolicyReaderTests
{
    private const string Head = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: test\n";

    [Fact]
    public void A_short_policy_has_the_defaults()
    {
        var policy = Sound(Head);

        Assert.Equal("test", policy.Name);
        Assert.Matches("^test@[0-9a-f]{12}$", policy.Title);
        Assert.True(policy.RenewsClient);
        Assert.Null(policy.Bootstrap);
        Assert.Null(policy.NodeNames);
        Assert.Null(policy.Inventory);
        Assert.Null(policy.Machines);
        Assert.Equal(["ECDSA P-256", "ECDSA P-384", "ECDSA P-521", "RSA"], policy.KeyTypes);
        Assert.Equal((2048, TimeSpan.FromMinutes(10), TimeSpan.FromDays(365)), (policy.MinRsaBits, policy.MinLifetime, policy.MaxLifetime));
        Assert.Equal((10, 100, TimeSpan.FromHours(1)), (policy.ApprovalsPerNode, policy.ApprovalsPerBootstrapUser, policy.LimitWindow));
        Assert.Equal([NameSource.Inventory, NameSource.Machine, NameSource.LiveCertificate, NameSource.NodeStatus], policy.Serving!.Sources);
        Assert.Equal((20, null, 0), (policy.Serving.MaxNames, policy.Serving.DnsNames, policy.Serving.Networks.Count));
    }

    [Fact]
    public void A_long_policy_is_read_whole()
    {
        var policy = Sound(Head + """
            nodes:
              names: ['^worker-[0-9]+$', '^edge-[a-z]$']
            client:
              renewal: false
            bootstrap:
              users: ['^system:bootstrap:[a-z0-9]{6}$', '^ci$']
              groups: [system:bootstrappers:workers]
              names: ['^worker-[0-9]+$']
              from: 2027-01-31T08:00:00Z
              until: 2027-01-31T10:30:00+02:00
              machineWindow: 30m
              notReadyFor: 1h
            serving:
              sources: [machine, inventory]
              dnsNames: ['^worker-[0-9]+$']
              networks: [10.0.0.0/24, 2001:db8::/64, 10.1.0.7]
              maxNames: 3
            keys:
              types: [ECDSA P-256, RSA]
              minRsaBits: 3072
            lifetime: {min: 1h, max: 720h}
            reserved:
              names: [api.example.com, '*.apps.example.com']
              addresses: [10.0.0.250, 10.9.0.0/16]
            limits: {perNode: 3, perBootstrapUser: 7, window: 30m}
            inventory: nodes.txt
            machines: {kubeconfig: management.conf, apiVersion: machine.openshift.io/v1beta1, namespace: fleet}
            """, _ => "worker-1 10.0.0.1"u8.ToArray());

        Assert.True(policy.NodeNames!.Matches("edge-a"));
        Assert.False(policy.RenewsClient);
        Assert.True(policy.Bootstrap!.Users.Matches("ci"));
        Assert.Equal(["system:bootstrappers:workers"], policy.Bootstrap.Groups);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 8, 0, 0, TimeSpan.Zero), policy.Bootstrap.From);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 8, 30, 0, TimeSpan.Zero), policy.Bootstrap.Until);
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)), (policy.Bootstrap.MachineWindow, policy.Bootstrap.NotReadyFor));
        Assert.Equal([NameSource.Machine, NameSource.Inventory], policy.Serving!.Sources);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/24"), IPNetwork.Parse("2001:db8::/64"), IPNetwork.Parse("10.1.0.7/32")], policy.Serving.Networks);
        Assert.Equal((3, 3072), (policy.Serving.MaxNames, policy.MinRsaBits));
        Assert.Equal(["ECDSA P-256", "RSA"], policy.KeyTypes);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromDays(30)), (policy.MinLifetime, policy.MaxLifetime));
        Assert.Equal(["api.example.com", "*.apps.example.com"], policy.ReservedNames);
        Assert.Equal([IPNetwork.Parse("10.0.0.250/32"), IPNetwork.Parse("10.9.0.0/16")], policy.ReservedNetworks);
        Assert.Equal((3, 7, TimeSpan.FromMinutes(30)), (policy.ApprovalsPerNode, policy.ApprovalsPerBootstrapUser, policy.LimitWindow));
        Assert.Single(policy.Inventory!.Entries);
        Assert.Equal(new MachinePolicy("management.conf", "machine.openshift.io/v1beta1", "fleet"), policy.Machines);
    }

    [Fact]
    public void A_bootstrap_section_has_defaults_of_its_own()
    {
        var bootstrap = Sound(Head + "bootstrap:\n  names: ['^worker-1$']\n").Bootstrap!;

        Assert.Equal(["^system:bootstrap:[a-z0-9]{6}$"], bootstrap.Users.Texts);
        Assert.Equal(["system:bootstrappers"], bootstrap.Groups);
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromMinutes(5)), (bootstrap.MachineWindow, bootstrap.NotReadyFor));
    }

    [Fact]
    public void Json_and_other_encodings_are_read()
    {
        const string json = """{"apiVersion": "certrot/v1", "kind": "ApprovalPolicy", "name": "test", "keys": {"minRsaBits": 4096}}""";

        Assert.Equal(4096, Sound(json).MinRsaBits);
        Assert.Equal("test", Sound("\uFEFF" + Head).Name);
        Assert.Equal("test", Sound(Head.Replace("\n", "\r\n")).Name);
        Assert.Equal("test", Sound("---\n# our own\n" + Head + "...\n").Name);
    }

    [Fact]
    public void The_version_changes_with_the_policy_and_its_inventory()
    {
        const string text = Head + "inventory: nodes.txt\n";
        var first = Sound(text, _ => "worker-1 10.0.0.1"u8.ToArray());

        Assert.Equal(first.Version, Sound(text, _ => "worker-1 10.0.0.1"u8.ToArray()).Version);
        Assert.NotEqual(first.Version, Sound(text, _ => "worker-1 10.0.0.2"u8.ToArray()).Version);
        Assert.NotEqual(first.Version, Sound(text + "# x\n", _ => "worker-1 10.0.0.1"u8.ToArray()).Version);
    }

    [Theory]
    [InlineData("", "1: the policy is no mapping: begin with apiVersion: certrot/v1 and kind: ApprovalPolicy")]
    [InlineData("# nothing\n", "1: the policy is no mapping: begin with apiVersion: certrot/v1 and kind: ApprovalPolicy")]
    [InlineData("- a\n", "1: the policy is no mapping: begin with apiVersion: certrot/v1 and kind: ApprovalPolicy")]
    [InlineData("approve everything", "1: the policy is no mapping: begin with apiVersion: certrot/v1 and kind: ApprovalPolicy")]
    [InlineData("{}", "1: apiVersion must be certrot/v1|1: kind must be ApprovalPolicy|1: name is missing: it stands in conditions and audit lines")]
    [InlineData("kind: ApprovalPolicy\nname: x\napiVersion: certrot/v2\n", "3: apiVersion must be certrot/v1")]
    [InlineData("apiVersion: certrot/v1\nkind: Policy\nname: x\n", "2: kind must be ApprovalPolicy")]
    [InlineData("apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: Not One\n", "3: name must be lower-case letters, digits, - and ., 63 at most")]
    [InlineData("apiVersion: certrot/v1\nkind: ApprovalPolicy\nname:\n", "3: name must be lower-case letters, digits, - and ., 63 at most")]
    [InlineData("apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: 7\n", "3: name must be lower-case letters, digits, - and ., 63 at most")]
    public void The_head_must_be_right(string text, string problems) => AssertProblems(text, problems);

    [Theory]
    [InlineData("a: [\n", 2)]
    [InlineData(Head + "keys: {types: [RSA}\n", 4)]
    [InlineData(Head + "name: again\n", 4)]
    [InlineData(Head + "keys:\n  minRsaBits: 2048\n  minRsaBits: 4096\n", 6)]
    [InlineData(Head + "nodes: *unknown\n", 4)]
    public void What_is_no_YAML_is_told_with_its_line(string text, int line)
    {
        Assert.Null(Read(text, NoFile, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal((line, "policy.yaml"), (problem.Line, problem.File));
        Assert.StartsWith("the policy cannot be read: ", problem.Text);
    }

    [Theory]
    [InlineData("approveAll: true\n", "4: approveAll is unknown: apiVersion, kind, name, nodes, client, bootstrap, serving, keys, lifetime, reserved, limits, inventory, machines")]
    [InlineData("client:\n  renewal: true\n  Renewal: true\n", "6: client.Renewal is unknown: renewal")]
    [InlineData("nodes:\n  name: ['^a$']\n", "5: nodes.name is unknown: names")]
    [InlineData("limits:\n  perNode: 1\n  per node: 1\n", "6: limits.per node is unknown: perNode, perBootstrapUser, window")]
    [InlineData("serving:\n  maxnames: 1\n", "5: serving.maxnames is unknown: enabled, sources, dnsNames, networks, maxNames, caFile")]
    public void Unknown_fields_are_told(string text, string problems) => AssertProblems(Head + text, problems);

    [Theory]
    [InlineData("keys: RSA\n", "4: keys must be a mapping")]
    [InlineData("keys:\n", "4: keys is empty: leave it out, or give it fields")]
    [InlineData("keys: {}\n", "4: keys is empty: leave it out, or give it fields")]
    [InlineData("keys:\n  types: RSA\n", "5: keys.types must be a list")]
    [InlineData("keys:\n  types: []\n", "5: keys.types is empty, which would allow nothing: leave it out, or name something")]
    [InlineData("keys:\n  types: [RSA, DSA]\n", "5: keys.types: \"DSA\" is none of ECDSA P-256, ECDSA P-384, ECDSA P-521, RSA")]
    [InlineData("keys:\n  minRsaBits: 1024\n", "5: keys.minRsaBits must be a whole number from 2048 to 16384")]
    [InlineData("keys:\n  minRsaBits: '4096'\n", "5: keys.minRsaBits must be a whole number from 2048 to 16384")]
    [InlineData("keys:\n  minRsaBits: 2048.5\n", "5: keys.minRsaBits must be a whole number from 2048 to 16384")]
    [InlineData("keys:\n  minRsaBits: -4096\n", "5: keys.minRsaBits must be a whole number from 2048 to 16384")]
    [InlineData("keys:\n  minRsaBits: 99999999999\n", "5: keys.minRsaBits must be a whole number from 2048 to 16384")]
    [InlineData("client:\n  renewal: 'true'\n", "5: renewal must be true or false")]
    [InlineData("client:\n  renewal: 1\n", "5: renewal must be true or false")]
    [InlineData("serving:\n  enabled:\n", null)]
    [InlineData("lifetime:\n  max: forever\n", "5: lifetime.max must be a duration, such as 90m or 8760h")]
    [InlineData("lifetime:\n  max: 365d\n", "5: lifetime.max must be a duration, such as 90m or 8760h")]
    [InlineData("lifetime:\n  max: -1h\n", "5: lifetime.max must be a duration, such as 90m or 8760h")]
    [InlineData("lifetime:\n  max: 3600\n", "5: lifetime.max must be a duration, such as 90m or 8760h")]
    [InlineData("limits:\n  perNode: 0\n", "5: limits.perNode must be a whole number from 1 to 10000")]
    [InlineData("limits:\n  window: 2h\n", "5: limits.window must be from 1m to 1h: approved CSRs are deleted after an hour and cannot be counted longer")]
    [InlineData("limits:\n  window: 1s\n", "5: limits.window must be from 1m to 1h: approved CSRs are deleted after an hour and cannot be counted longer")]
    [InlineData("reserved:\n  names: ['*']\n", "5: reserved.names: \"*\" is no DNS name: api.example.com, or *.example.com for all below")]
    [InlineData("reserved:\n  addresses: [10.0.0.1/24]\n", "5: reserved.addresses: \"10.0.0.1/24\" is neither an address nor a network such as 10.0.0.0/24 (with no bits set behind the prefix)")]
    [InlineData("reserved:\n  addresses: ['::ffff:10.0.0.0/104']\n", "5: reserved.addresses: \"::ffff:10.0.0.0/104\" is neither an address nor a network such as 10.0.0.0/24 (with no bits set behind the prefix)")]
    [InlineData("reserved:\n  addresses:\n  - 10.0.0.1\n  - 10.0.0.256\n", "7: reserved.addresses: \"10.0.0.256\" is neither an address nor a network such as 10.0.0.0/24 (with no bits set behind the prefix)")]
    [InlineData("serving:\n  sources: [node]\n", "5: serving.sources: \"node\" is none of inventory, machine, live-certificate, node-status")]
    [InlineData("serving:\n  sources: [node-status, node-status]\n", "5: serving.sources: node-status is there twice")]
    [InlineData("inventory: [a]\n", "4: inventory must be the path of a file")]
    [InlineData("machines:\n  apiVersion: v1\n", "5: machines.apiVersion must be a group and a version, such as cluster.x-k8s.io/v1beta1 or machine.openshift.io/v1beta1")]
    [InlineData("machines:\n  apiVersion: cluster.x-k8s.io/v1beta1/../../api/v1\n", "5: machines.apiVersion must be a group and a version, such as cluster.x-k8s.io/v1beta1 or machine.openshift.io/v1beta1")]
    [InlineData("machines:\n  namespace: a/b\n", "5: machines.namespace is no name of a namespace")]
    [InlineData("bootstrap:\n  names: ['^a$']\n  from: 2027-01-31\n", "6: bootstrap.from must be a time, such as 2027-01-31T08:00:00Z")]
    [InlineData("bootstrap:\n  names: ['^a$']\n  from: 2027-01-31T08:00:00\n", "6: bootstrap.from must be a time, such as 2027-01-31T08:00:00Z")]
    [InlineData("nodes:\n  names:\n  - '^a$'\n  - 7\n  - [b]\n", "7: nodes.names: entry 2 is no text|8: nodes.names: entry 3 is no text")]
    [InlineData("reserved:\n  addresses:\n  - 7\n  - nothing\n", "6: reserved.addresses: entry 1 is no text")]
    public void Wrong_values_are_told(string text, string? problems)
    {
        if (problems is null) Assert.Null(Read(Head + text, NoFile, out _));
        else AssertProblems(Head + text, problems);
    }

    [Theory]
    [InlineData("worker-[0-9]+", "the pattern \"worker-[0-9]+\" must begin with ^ and end with $, or it matches parts of names")]
    [InlineData("^worker-[0-9]+", "the pattern \"^worker-[0-9]+\" must begin with ^ and end with $, or it matches parts of names")]
    [InlineData(@"^worker\$", "the pattern \"^worker\\\\$\" must begin with ^ and end with $, or it matches parts of names")]
    [InlineData(@"^(a)\1$", "the pattern \"^(a)\\\\1$\" cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands")]
    [InlineData("^(?=a)a$", "the pattern \"^(?=a)a$\" cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands")]
    [InlineData("^(?<!b)a$", "the pattern \"^(?<!b)a$\" cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands")]
    [InlineData("^(?>a+)$", "the pattern \"^(?>a+)$\" cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands")]
    [InlineData("^((((a{100}){100}){100}){100})$", "the pattern \"^((((a{100}){100}){100}){100})$\" cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands")]
    public void Patterns_that_could_do_harm_are_told(string pattern, string problem) => AssertProblems(Head + $"nodes:\n  names:\n  - '^a$'\n  - '{pattern}'\n", "7: nodes.names: " + problem);

    [Theory]
    [InlineData("^(a$")]
    [InlineData("^[a$")]
    [InlineData("^a)|(?:b$")]
    [InlineData("^)|.*|($")]
    [InlineData("^a{2,1}$")]
    public void Patterns_that_are_none_are_told(string pattern)
    {
        Assert.Null(Read(Head + $"nodes:\n  names: ['{pattern}']\n", NoFile, out var problems));
        Assert.Contains("is no regular expression", Assert.Single(problems).Text);
        Assert.Equal(5, problems[0].Line);
    }

    [Fact]
    public void A_pattern_that_is_too_long_is_told() =>
        AssertProblems(Head + $"nodes:\n  names: ['^{new string('a', 600)}$']\n", "5: nodes.names: the pattern is longer than 512 characters");

    [Theory]
    [InlineData("^a|b$", "ax", "xb", "a", "b")]
    [InlineData("^(?i)worker$", "worker\n", "xworker", "WORKER", "worker")]
    [InlineData("^(?m)^worker$", "x\nworker", "worker\nx", "worker", "worker")]
    [InlineData("^worker-[0-9]+$", "worker-1\n", "worker-1.evil", "worker-1", "worker-22")]
    public void Patterns_match_whole_names(string pattern, string other, string another, string name, string second)
    {
        var names = Sound(Head + $"nodes:\n  names: ['{pattern}']\n").NodeNames!;

        Assert.False(names.Matches(other));
        Assert.False(names.Matches(another));
        Assert.True(names.Matches(name));
        Assert.True(names.Matches(second));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(.*a){12}$")]
    [InlineData("^([a-z]+)*b$")]
    public void A_pattern_cannot_be_made_to_hang(string pattern)
    {
        var names = Sound(Head + $"nodes:\n  names: ['{pattern}']\n").NodeNames!;
        var watch = Stopwatch.StartNew();

        Assert.False(names.Matches(new string('a', 100_000) + "!"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("lifetime: {min: 2h, max: 1h}\n", "4: lifetime.min is longer than lifetime.max: nothing could be approved")]
    [InlineData("client:\n  renewal: false\nserving:\n  enabled: false\n", "2: the policy approves nothing: client.renewal and serving.enabled are false, and there is no bootstrap")]
    [InlineData("serving:\n  enabled: false\n  maxNames: 3\n", "5: serving.enabled is false, and other fields of serving are set: leave them out")]
    [InlineData("serving:\n  sources: [inventory]\n", "5: serving.sources has inventory, and there is none: give inventory the path of a file")]
    [InlineData("serving:\n  sources: [machine]\n", "5: serving.sources has machine, and machines is missing")]
    [InlineData("inventory: nodes.txt\nserving:\n  sources: [node-status]\n", "6: serving.sources leaves out inventory, although there is one")]
    [InlineData("machines:\n  namespace: fleet\nserving:\n  sources: [node-status]\n", "7: serving.sources leaves out machine, although machines is set")]
    [InlineData("bootstrap:\n  notReadyFor: 1h\n", "4: bootstrap expects no node: give bootstrap.names, an inventory or machines, or leave bootstrap out")]
    [InlineData("bootstrap:\n  names: ['^a$']\n  from: 2027-01-31T08:00:00Z\n  until: 2027-01-31T08:00:00Z\n", "6: bootstrap.from is not before bootstrap.until: nothing could join")]
    [InlineData("reserved:\n  addresses: [10.0.0.0/8]\nserving:\n  networks: [10.1.0.0/16]\n", "7: serving.networks allows 10.1.0.0/16, which reserved.addresses (10.0.0.0/8) refuses")]
    public void Contradictions_are_told(string text, string problems) => AssertProblems(Head + text, problems, _ => "worker-1"u8.ToArray());

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_lines() => AssertProblems(
        """
        apiVersion: certrot/v1
        kind: ApprovalPolicy
        name: test
        limits:
          perNode: many
        keys:
          minRsaBits: 512
          curve: P-256
        nodes:
          names:
          - '^worker-[0-9]+$'
          - 'edge'
        serving:
          maxNames: 0
        inventory: nodes.txt
        """,
        "5: limits.perNode must be a whole number from 1 to 10000"
        + "|7: keys.minRsaBits must be a whole number from 2048 to 16384"
        + "|8: keys.curve is unknown: types, minRsaBits"
        + "|12: nodes.names: the pattern \"edge\" must begin with ^ and end with $, or it matches parts of names"
        + "|14: serving.maxNames must be a whole number from 1 to 1000"
        + "|nodes.txt:2: \"Worker\" is no node name: lower-case letters, digits, - and ., 253 characters at most",
        _ => "worker-1 10.0.0.1\nWorker 10.0.0.2\n"u8.ToArray());

    [Fact]
    public void Files_that_cannot_be_read_are_told()
    {
        AssertProblems(Head + "inventory: nodes.txt\n", "4: nodes.txt cannot be read: no such file", _ => throw new FileNotFoundException("no such file"));
        AssertProblems(Head + "serving:\n  caFile: ca.crt\n", "5: ca.crt cannot be read: not yours", _ => throw new UnauthorizedAccessException("not yours"));
        AssertProblems(Head + "serving:\n  caFile: ca.crt\n", "5: serving.caFile ca.crt holds no certificate", _ => "no certificate"u8.ToArray());
    }

    [Fact]
    public void Authorities_are_read()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(57);
        var pem = Encoding.ASCII.GetBytes(CertificateForge.Authority(now, now.AddYears(1)).Pem);

        Assert.Equal(pem, Sound(Head + "serving:\n  caFile: ca.crt\n", _ => pem).Serving!.Authorities);
    }

    private static ReadOnlyMemory<byte> NoFile(string path) => throw new InvalidOperationException(path);

    private static ApprovalPolicy? Read(string text, Func<string, ReadOnlyMemory<byte>> readOther, out IReadOnlyList<PolicyProblem> problems) =>
        PolicyReader.Read(Encoding.UTF8.GetBytes(text), "policy.yaml", readOther, out problems);

    private static ApprovalPolicy Sound(string text, Func<string, ReadOnlyMemory<byte>>? readOther = null)
    {
        var policy = Read(text, readOther ?? NoFile, out var problems);
        Assert.Empty(problems);
        return policy!;
    }

    private static void AssertProblems(string text, string expected, Func<string, ReadOnlyMemory<byte>>? readOther = null)
    {
        Assert.Null(Read(text, readOther ?? NoFile, out var problems));
        Assert.Equal(expected.Split('|').Select(p => char.IsAsciiDigit(p[0]) ? "policy.yaml:" + p : p), problems.Select(p => p.ToString()));
    }
}
