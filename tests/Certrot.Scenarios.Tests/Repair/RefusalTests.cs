using System.Text.Json.Nodes;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Scenarios.Tests.Files;
using Certrot.Scenarios.Tests.Identity;
using Certrot.Scenarios.Tests.Lifetime;
using Certrot.Scenarios.Tests.Rbac;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Repair;

/// <summary>Plans that would make things worse, and those next to them that would not.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(6, "the clock of worker-1 is 6m ahead: certificates are judged by it, so set it right first (timedatectl set-ntp true; chronyc makestep)")]
    [InlineData(-6, "the clock of worker-1 is 6m behind: certificates are judged by it, so set it right first (timedatectl set-ntp true; chronyc makestep)")]
    [InlineData(4, null)]
    [InlineData(-4, null)]
    public void A_clock_that_is_further_off_than_the_signer_backdates_is_set_right_first(int minutes, string? refusal)
    {
        var s = Pending();
        s.Clock = new JsonObject { ["nodeTime"] = NodeScenario.Text(s.Now.AddMinutes(minutes)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };

        Refused(s, "client-csr-autoapprove-rbac-missing", refusal);
    }

    [Fact]
    public void Nothing_that_certrot_does_means_nothing_that_it_refuses()
    {
        var s = new ServingStaticCertExpiredScenario().Build();
        s.Clock = new JsonObject { ["nodeTime"] = NodeScenario.Text(s.Now.AddMinutes(6)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };

        var plan = RepairPlanner.Plan(s.Read());

        Assert.NotEmpty(plan.Steps);
        Assert.False(plan.HasActions);
        Assert.Null(plan.Refusal);
    }

    [Theory]
    [InlineData("masked", "the unit kubelet of worker-1 is masked: somebody wants that the kubelet does not run; where that is over, systemctl unmask kubelet first")]
    [InlineData("not-found", "systemd on worker-1 knows no unit kubelet: the kubelet is started in another way, and the plan restarts it")]
    [InlineData("bad-setting", "systemd on worker-1 cannot read the unit kubelet (bad-setting): see systemctl status kubelet")]
    [InlineData("activating (auto-restart)", null)]
    public void A_kubelet_that_cannot_be_started_is_not_stopped_half_way(string state, string? refusal)
    {
        var s = new ClientExpiredNoBootstrapScenario().Build();
        (s.Process!["running"], s.Process["service"]) = (false, state);

        Refused(s, "client-expired-no-bootstrap", refusal);
    }

    [Fact]
    public void A_CA_that_has_ended_signs_nothing()
    {
        Refused(WithCa(Pending(), s => s.Now.AddHours(-1)), "client-csr-autoapprove-rbac-missing", "the cluster's CA CN=kubernetes has ended at 2026-06-15 11:00 UTC: what it signs is worth nothing; renew the CA first");
    }

    [Fact]
    public void A_CA_that_ends_before_the_certificate_in_use_would_cut_the_new_one()
    {
        Refused(WithCa(Pending(), s => s.Client!.Parsed.NotAfter.AddDays(-1)), "client-csr-autoapprove-rbac-missing",
            "the cluster's CA CN=kubernetes ends at 2026-07-04 12:00 UTC, before the client certificate in use (2026-07-05 12:00 UTC): a new one would be cut to the CA's end; renew the CA first");
    }

    [Fact]
    public void A_CA_that_ends_after_the_certificate_in_use_may_sign() => Refused(WithCa(Pending(), s => s.Client!.Parsed.NotAfter.AddDays(1)), "client-csr-autoapprove-rbac-missing", null);

    [Fact]
    public void A_new_CA_beside_one_that_has_ended_may_sign()
    {
        var s = WithCa(Pending(), s => s.Now.AddHours(-1));
        s.ConfigMaps.Add(NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", s.Ca.Pem));

        Refused(s, "client-csr-autoapprove-rbac-missing", null);
    }

    [Fact]
    public void A_serving_certificate_that_has_ended_is_no_reason_to_spare_it()
    {
        var s = new NodeScenario();
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-370), s.Now.AddDays(-5), s.Address);
        s.AddCsr("csr-1", client: false, TimeSpan.FromMinutes(20));

        Refused(WithCa(s, sc => sc.Now.AddDays(30)), "serving-csr-no-approver", null);
    }

    [Theory]
    [InlineData("worker-2", "the machine that was reached has the certificate of node worker-2, not of worker-1: see --ssh-host")]
    [InlineData("worker-1", null)]
    public void Another_machine_than_the_node_is_not_changed(string holder, string? refusal)
    {
        var s = new PkiPermissionDeniedScenario().Build();
        s.Client = s.Ca.IssueKubeletClient(holder, s.Client!.Parsed.NotBefore, s.Client.Parsed.NotAfter);

        Refused(s, "pki-permission-denied", refusal);
    }

    [Fact]
    public void Calls_of_the_API_server_need_no_way_to_the_machine()
    {
        var s = Pending().Without("node/files.json");

        Refused(s, "client-csr-autoapprove-rbac-missing", null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_node_that_was_not_looked_into_is_reached_first(bool looked)
    {
        var s = new Lifetime.RotationSilentlyStalledScenario().Build();
        if (!looked) s.Without("node/files.json");

        Refused(s, "rotation-silently-stalled", looked ? null : "worker-1 itself was not looked into, and the plan changes it: give --node-access ssh with an account that is root or may use sudo without a password, or run certrot fix --local there");
    }

    [Fact]
    public void Where_nothing_tells_which_node_it_is_nothing_is_done_for_any()
    {
        var evidence = Pending().Read();

        Assert.Null(RepairPlanner.Plan(evidence).Refusal);
        var nameless = RepairPlanner.Plan(evidence with { NodeName = null });
        Assert.Equal(nameless.HasActions, nameless.Refusal == "the evidence does not tell which node it is of");
        Assert.True(nameless.HasActions);
    }

    /// <summary>A node that asks for its certificate 20 days before its end, in vain.</summary>
    private static NodeScenario Pending()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-345), s.Now.AddDays(20));
        return s;
    }

    /// <summary>The cluster publishes a CA of that end.</summary>
    private static NodeScenario WithCa(NodeScenario s, Func<NodeScenario, DateTimeOffset> end)
    {
        var ca = CertificateForge.Authority(s.Now.AddYears(-10), end(s), "kubernetes");
        s.ConfigMaps.Clear();
        s.ConfigMaps.Add(NodeScenario.ConfigMap("kube-root-ca.crt", "ca.crt", ca.Pem));
        return s.Without("node/ca.crt").Without("node/kubelet.conf");
    }

    private static void Refused(NodeScenario scenario, string cause, string? refusal)
    {
        var plan = RepairPlanner.Plan(scenario.Read());
        Assert.Equal(cause, plan.RootCause.Id);
        Assert.True(plan.Steps.Any(s => s.Action is ApproveCsr or NodeAction), PlanWords.Of(plan));
        Assert.Equal(refusal, plan.Refusal);
    }
}
