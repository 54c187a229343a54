using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Certrot.Approval;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;
using Certrot.Kubernetes;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;

namespace Certrot.Core.Tests.Approval;

/// <summary>A strict policy that refuses sound requests is of no use: what kubelets send is approved.</summary>
public sealed class SoundRequestTests
{
    private static readonly string[] encipherment = ["digital signature", "key encipherment"];
    private static readonly Lazy<RSA> rsa = new(() => RSA.Create(2048));

    public static TheoryData<string, string[]> ServingNames => new()
    {
        { "worker-1", ["worker-1", "10.0.0.11"] },
        { "worker-1", ["worker-1"] },
        { "worker-1", ["10.0.0.11"] },
        { "worker-1", ["worker-1", "10.0.0.11", "2001:db8::11"] },
        { "worker-1", ["worker-1", "2001:db8::11", "10.0.0.11"] },
        { "worker-1", ["worker-1", "::ffff:10.0.0.11"] },
        { "worker-1", ["Worker-1", "10.0.0.11"] },
        { "worker-5.example.com", ["worker-5.example.com", "10.0.0.31"] },
        { "worker-4", ["worker-4", "10.0.0.14"] },
        { "worker-3", ["worker-3", "10.0.0.13", "worker-3.example.com"] },
        { "edge-1", ["edge-1", "10.0.1.1", "edge-1.example.com"] },
        { "edge-2", ["edge-2", "10.0.1.2"] },
        { "cp-2", ["cp-2", "10.0.0.3"] },
        { "cp-2", ["cp-2", "10.0.0.3", "api.example.com"] },
    };

    [Theory]
    [MemberData(nameof(ServingNames))]
    public void A_serving_request_for_the_nodes_own_names_is_approved(string node, string[] names)
    {
        AssertApproved(CsrBuilder.Serving(node).With(KubeletRequest.Serving(node, names)));
        AssertApproved(CsrBuilder.Serving(node).With(KubeletRequest.Serving(node, names)) with { Usages = [.. encipherment, "server auth"] });
    }

    [Theory]
    [InlineData("worker-1")]
    [InlineData("worker-5.example.com")]
    [InlineData("worker-7")]
    [InlineData("edge-1")]
    [InlineData("cp-1")]
    public void A_renewal_is_approved(string node)
    {
        AssertApproved(CsrBuilder.Renewal(node).With(KubeletRequest.Client(node)));
        AssertApproved(CsrBuilder.Renewal(node).With(KubeletRequest.Client(node)) with { Usages = ["client auth", .. encipherment] });
    }

    [Theory]
    [InlineData("worker-30", "a name that the policy expects")]
    [InlineData("edge-7", "a node of the inventory")]
    [InlineData("worker-20", "a Machine of the last hours")]
    [InlineData("worker-7", "a node that is made anew: not ready for an hour")]
    public void A_node_that_joins_is_approved(string node, string why)
    {
        var verdict = Decide(CsrBuilder.Bootstrap().With(KubeletRequest.Client(node)));

        Assert.True(verdict.Decision == Decision.Approve, $"{why}: {verdict.Rule}: {verdict.Reason}");
    }

    [Theory]
    [InlineData("nistP256", "1.2.840.10045.4.3.2", "SHA256")]
    [InlineData("nistP384", "1.2.840.10045.4.3.3", "SHA384")]
    [InlineData("nistP521", "1.2.840.10045.4.3.4", "SHA512")]
    public void Keys_on_the_curves_of_Go_are_approved(string curve, string algorithm, string hash)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        AssertApproved(CsrBuilder.Serving().With(new RequestBuilder
        {
            Key = key,
            SignatureOid = algorithm,
            Hash = new HashAlgorithmName(hash),
            Attributes = [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames("worker-1", "10.0.0.11"))],
        }));
    }

    [Theory]
    [InlineData("1.2.840.113549.1.1.11", "SHA256")]
    [InlineData("1.2.840.113549.1.1.12", "SHA384")]
    [InlineData("1.2.840.113549.1.1.13", "SHA512")]
    public void Rsa_keys_are_approved(string algorithm, string hash)
    {
        var request = new RequestBuilder
        {
            Key = rsa.Value,
            Hash = new HashAlgorithmName(hash),
            SignatureAlgorithm = RequestBuilder.Encode(a =>
            {
                a.WriteObjectIdentifier(algorithm);
                a.WriteNull();
            }),
            Attributes = [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames("worker-1", "10.0.0.11"))],
        };
        AssertApproved(CsrBuilder.Serving().With(request) with { Usages = [.. encipherment, "server auth"] });
    }

    [Theory]
    [InlineData(600)]
    [InlineData(3600)]
    [InlineData(365 * 86_400)]
    public void A_lifetime_within_bounds_is_approved(int seconds) =>
        AssertApproved(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11")) with { ExpirationSeconds = seconds });

    [Fact]
    public void Recorded_requests_of_a_kubelet_are_approved()
    {
        var facts = Facts("worker-1", "10.99.0.11");
        var serving = Case(CsrBuilder.Serving().WithPem(Pki.Recorded.ServingRequestPem)) with { Facts = facts };
        var client = Case(CsrBuilder.Renewal().WithPem(Pki.Recorded.ClientRequestPem)) with { Facts = facts };

        Assert.Equal("worker-1 (Node status), 10.99.0.11 (Node status)", ApprovalJudge.Decide(serving).Reason);
        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(serving).Decision);
        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(client).Decision);
    }

    [Fact]
    public void The_built_in_policy_approves_renewals_and_serving_requests()
    {
        var serving = Case(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11"))) with { Policy = ApprovalPolicy.Default };
        var client = Case(CsrBuilder.Renewal().With(KubeletRequest.Client("worker-1"))) with { Policy = ApprovalPolicy.Default };
        var joins = Case(CsrBuilder.Bootstrap().With(KubeletRequest.Client("worker-30"))) with { Policy = ApprovalPolicy.Default };

        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(serving).Decision);
        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(client).Decision);
        Assert.Equal((Decision.Ignore, "left-to-others"), (ApprovalJudge.Decide(joins).Decision, ApprovalJudge.Decide(joins).Rule));
    }

    [Fact]
    public void A_live_certificate_vouches_for_a_name_that_the_status_lacks()
    {
        var request = Case(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.77")));
        var asked = ApprovalJudge.Decide(request with { Live = null });
        var told = ApprovalJudge.Decide(request with { Live = new LiveCertificate(new HashSet<AltName> { AltName.Parse("10.0.0.77") }, null, IsUnknown: false) });

        Assert.Equal((Decision.Wait, "names-owned", true), (asked.Decision, asked.Rule, asked.NeedsLiveCertificate));
        Assert.Equal((Decision.Approve, "worker-1 (Node status), 10.0.0.77 (live certificate)"), (told.Decision, told.Reason));
    }

    [Fact]
    public void A_kubelet_that_cannot_be_reached_is_waited_for()
    {
        var request = Case(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.77"))) with
        {
            Live = new LiveCertificate(new HashSet<AltName>(), "no answer", IsUnknown: true),
        };

        Assert.Equal(Decision.Wait, ApprovalJudge.Decide(request).Decision);
    }

    [Fact]
    public void A_control_plane_node_gets_the_api_servers_address_from_an_inventory_alone()
    {
        var csr = CsrBuilder.Serving("cp-1").With(KubeletRequest.Serving("cp-1", "cp-1", "10.0.0.2"));
        var without = ApprovalJudge.Decide(Case(csr));
        var with = ApprovalJudge.Decide(Case(csr) with { Policy = AttackedCluster.Policy with { Inventory = Inventory("cp-1 10.0.0.2") } });

        Assert.Equal((Decision.Refuse, "names-reserved", false), (without.Decision, without.Rule, without.MayDeny));
        Assert.Equal((Decision.Approve, "cp-1 (inventory), 10.0.0.2 (inventory)"), (with.Decision, with.Reason));
    }

    [Fact]
    public void A_lie_of_another_node_does_not_stop_one_of_the_inventory()
    {
        var csr = CsrBuilder.Serving("worker-2").With(KubeletRequest.Serving("worker-2", "worker-2", "10.0.0.12"));
        var without = ApprovalJudge.Decide(Case(csr));
        var with = ApprovalJudge.Decide(Case(csr) with { Policy = AttackedCluster.Policy with { Inventory = Inventory("worker-2 10.0.0.12") } });

        Assert.Equal((Decision.Refuse, "names-of-others", false), (without.Decision, without.Rule, without.MayDeny));
        Assert.Equal(Decision.Approve, with.Decision);
    }

    [Theory]
    [InlineData(NameSource.Inventory, NameSource.Machine)]
    [InlineData(NameSource.Machine, NameSource.Inventory)]
    public void A_node_that_inventory_and_Machine_know_is_approved_in_either_order(NameSource first, NameSource second)
    {
        var csr = CsrBuilder.Serving("worker-3").With(KubeletRequest.Serving("worker-3", "worker-3", "10.0.0.13"));
        var policy = AttackedCluster.Policy with { Inventory = Inventory("worker-3 10.0.0.13"), Serving = new ServingPolicy { Sources = [first, second] } };

        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(Case(csr) with { Policy = policy }).Decision);
    }

    [Fact]
    public void A_kubelet_that_asks_before_its_Node_is_there_is_waited_for()
    {
        var verdict = Decide(CsrBuilder.Serving("worker-55").With(KubeletRequest.Serving("worker-55", "worker-55", "10.0.0.55")));

        Assert.Equal((Decision.Wait, "node-exists", false, false), (verdict.Decision, verdict.Rule, verdict.MayDeny, verdict.NeedsLiveCertificate));
    }

    [Theory]
    [InlineData("Approved")]
    [InlineData("Denied")]
    [InlineData("Failed")]
    public void What_is_decided_is_left_alone(string condition)
    {
        var csr = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1")).Build();
        csr["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = condition, ["status"] = "True" }) };

        Assert.Equal((Decision.Ignore, "decided"), (ApprovalJudge.Decide(AttackedCluster.Case(csr)).Decision, ApprovalJudge.Decide(AttackedCluster.Case(csr)).Rule));
    }

    [Theory]
    [InlineData("nodes")]
    [InlineData("Machines")]
    [InlineData("the cluster's own names")]
    public void Nothing_is_approved_while_something_is_not_known(string what)
    {
        var facts = Facts("worker-1", "10.0.0.11");
        if (what == "nodes") facts.NodesProblem = "no answer";
        else if (what == "Machines") facts.MachinesProblem = "no answer";
        else facts.Reserved.Problem = "no answer";
        var request = Case(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11"))) with { Facts = facts };

        Assert.Equal(Decision.Wait, ApprovalJudge.Decide(request).Decision);
    }

    private static void AssertApproved(CsrBuilder csr)
    {
        var verdict = Decide(csr);
        Assert.True(verdict is { Decision: Decision.Approve, Rule: "all" }, $"{verdict.Rule}: {verdict.Reason}");
    }

    private static ApprovalVerdict Decide(CsrBuilder csr) => ApprovalJudge.Decide(Case(csr));

    [Fact]
    public void A_name_that_only_the_nodes_status_has_counts_where_the_policy_allows_it()
    {
        var csr = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "worker-1.example.com", "10.0.0.11"));

        var without = ApprovalJudge.Decide(Case(csr));
        Assert.Equal((Decision.Refuse, "names-owned", false), (without.Decision, without.Rule, without.MayDeny));
        Assert.Contains("serving.dnsNames", without.Reason, StringComparison.Ordinal);
        Assert.Equal(Decision.Approve, ApprovalJudge.Decide(Case(csr) with { Policy = AttackedCluster.BoundedPolicy }).Decision);
    }

    [Theory]
    [InlineData(1, Decision.Approve)]
    [InlineData(-1, Decision.Refuse)]
    public void A_Service_takes_the_name_of_a_node_that_is_younger_and_of_no_other(int daysAfter, Decision expected)
    {
        var facts = new ClusterFacts();
        var node = AttackedCluster.Facts.Nodes.Find("worker-1")!;
        facts.Nodes.Set(node with { Meta = node.Meta with { Created = CsrBuilder.Created.AddYears(-1) } });
        facts.Reserved.AddService("shop", "worker-1", CsrBuilder.Created.AddYears(-1).AddDays(daysAfter), []);

        var verdict = ApprovalJudge.Decide(Case(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11"))) with { Facts = facts, Policy = AttackedCluster.Policy with { Machines = null } });

        Assert.Equal((expected, false), (verdict.Decision, verdict.MayDeny));
    }

    private static ApprovalCase Case(CsrBuilder csr) => AttackedCluster.Case(csr.Build());

    private static NodeInventory Inventory(string text) => InventoryReader.Read(Encoding.UTF8.GetBytes(text), "inventory.txt", new List<PolicyProblem>())!;

    private static ClusterFacts Facts(string node, string address)
    {
        var facts = new ClusterFacts();
        facts.Nodes.Set(new Node { Meta = new ObjectMeta { Name = node }, Addresses = [new NodeAddress("InternalIP", address)] });
        return facts;
    }
}
