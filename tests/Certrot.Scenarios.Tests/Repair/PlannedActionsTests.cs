using System.Text.Json.Nodes;
using Certrot.Causes;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Reports;
using Certrot.Scenarios.Tests.Approval;
using Certrot.Scenarios.Tests.Files;
using Certrot.Scenarios.Tests.Identity;
using Certrot.Scenarios.Tests.Lifetime;
using Certrot.Scenarios.Tests.Rbac;
using Certrot.Scenarios.Tests.States;
using Certrot.Scenarios.Tests.Trust;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Repair;

/// <summary>What is done for each cause, in order: on what real clusters showed where that is recorded.</summary>
public sealed class PlannedActionsTests
{
    private const string Restart = "systemctl restart kubelet";
    private const string Rotation = "bind kubeadm:node-autoapprove-certificate-rotation to Group system:nodes";
    private const string First = "bind kubeadm:node-autoapprove-bootstrap to Group system:bootstrappers:kubeadm:default-node-token";
    private const string Bootstrap = "bind kubeadm:kubelet-bootstrap to Group system:bootstrappers:kubeadm:default-node-token";
    private const string Current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    private const string ServingCurrent = "/var/lib/kubelet/pki/kubelet-server-current.pem";
    private const string Reissue = "by hand; by hand; by hand; by hand";

    public static TheoryData<string, string, string> Plans => new()
    {
        { "apiserver-rejects-client-ca", "recorded/client-ca-rotated-v120", $"{PlanWords.Rebootstrap}; approve Serving; proof" },
        { "auth-anonymous", "AuthAnonymousScenario", $"{PlanWords.Rebootstrap}; approve Serving; proof" },
        { "auth-anonymous", "lab/token-auth-off", "by hand; by hand; by hand" },
        { "bootstrap-token-invalid", "recorded/bootstrap-token-expired-v120", $"{PlanWords.Rebootstrap}; approve Serving; proof" },
        { "client-csr-autoapprove-rbac-missing", "recorded/rotation-binding-missing", $"{Rotation}; approve Client; proof" },
        { "client-csr-autoapprove-rbac-missing", "lab/binding-other-group", $"{Rotation}; approve Client; proof" },
        { "client-csr-autoapprove-rbac-missing", "lab/binding-missing-not-due", $"{Rotation}; proof" },
        { "client-csr-autoapprove-rbac-missing", "lab/anonymous-off-expired", $"{Rotation}; {Reissue}; proof" },
        { "client-csr-autoapprove-rbac-missing", "ClientExpiredKubeletRunningScenario, near miss", $"{Rotation}; {PlanWords.Rebootstrap}; proof" },
        { "client-expired-kubelet-running", "ClientExpiredKubeletRunningScenario", $"{PlanWords.Rebootstrap}; proof" },
        { "client-expired-kubelet-running", "OpenshiftRecoveryCsrPendingScenario, near miss", "by hand; by hand; by hand" },
        { "client-expired-no-bootstrap", "recorded/offline-past-expiry", $"{PlanWords.Rebootstrap}; proof" },
        { "client-expired-node-offline", "ClientExpiredNodeOfflineScenario", $"{PlanWords.Rebootstrap}; proof" },
        { "client-expired-rotation-disabled", "ClientExpiredRotationDisabledScenario", $"configure rotateCertificates=True; {PlanWords.Rebootstrap}; proof" },
        { "client-expired-rotation-disabled", "recorded/rotation-disabled-expired-v120", $"configure rotateCertificates=True; {Reissue}; proof" },
        { "csr-approver-controller-disabled", "recorded/approver-disabled-v120", "by hand; approve Client; proof" },
        { "csr-deleted-before-issue", "CsrDeletedBeforeIssueScenario", "approve Client; proof" },
        { "csr-flood", "CsrFloodScenario", "by hand; delete 369 CSRs; proof" },
        { "csr-stale-reuse", "CsrStaleReuseScenario", $"delete 1 CSRs; away /var/lib/kubelet/pki/kubelet-client.key.tmp; {Restart}; approve Client; proof" },
        { "distro-rotation-needs-restart", "DistroRotationNeedsRestartScenario", "by hand; by hand; by hand" },
        { "kcm-down", "recorded/kcm-down", "by hand; by hand; by hand" },
        { "kubeconfig-static-cert", "KubeconfigStaticCertScenario", $"write /etc/kubernetes/kubelet.conf; {Restart}; proof" },
        { "kubeconfig-static-cert", "recorded/kubeconfig-embedded-v120", $"{PlanWords.Rebootstrap}; proof" },
        { "kubelet-client-ca-stale", "lab/kubelet-client-ca-other", $"append to /etc/kubernetes/pki/ca.crt; {Restart}; proof" },
        { "kubelet-not-running", "recorded/kubelet-stopped-v120", "systemctl start kubelet; proof" },
        { "kubelet-not-running", "lab/kubelet-bad-config", "by hand; by hand" },
        { "kubelet-trusts-old-ca", "recorded/kubelet-ca-stale", $"write /etc/kubernetes/kubelet.conf; {Restart}; proof" },
        { "not-certificate-related", "lab/node-deleted", $"{Restart}; proof" },
        { "not-certificate-related", "lab/runtime-stopped", "by hand" },
        { "openshift-recovery-csr-pending", "OpenshiftRecoveryCsrPendingScenario", "approve Client; approve Serving; proof" },
        { "pki-corrupt", "recorded/client-cert-corrupt-v120", $"{PlanWords.Rebootstrap}; proof" },
        { "pki-current-not-symlink", "PkiCurrentNotSymlinkScenario", $"date {Current} as /var/lib/kubelet/pki/kubelet-client-2026-06-15-12-00-00.pem; {Restart}; approve Client; proof" },
        { "pki-file-missing", "recorded/client-cert-missing-v120", $"{PlanWords.Rebootstrap}; proof" },
        { "pki-permission-denied", "recorded/pki-immutable-v120", $"restore /var/lib/kubelet/pki; {Restart}; approve Client; proof" },
        { "pki-write-failed", "recorded/disk-full", $"by hand; {Restart}; approve Client; proof" },
        { "pki-write-failed", "lab/pki-read-only-not-due", $"by hand; {Restart}; proof" },
        { "rbac-approver-forbidden", "RbacApproverForbiddenScenario", "approve Serving; by hand; proof" },
        { "rbac-csr-create-forbidden", "recorded/bootstrap-rbac-missing-v120", $"{Bootstrap}; approve Client; proof" },
        { "rbac-csr-create-forbidden", "lab/node-authorizer-off", "by hand; by hand" },
        { "rotation-silently-stalled", "RotationSilentlyStalledScenario", $"{Restart}; approve Client; proof" },
        { "serving-csr-no-approver", "recorded/serving-pending", "approve Serving; proof" },
        { "serving-rotation-not-enabled", "ServingRotationNotEnabledScenario", $"configure ServerTLSBootstrap=none, serverTLSBootstrap=True; {Restart}; approve Serving; proof" },
        { "serving-static-cert-expired", "recorded/self-signed-expired-v120", $"away /var/lib/kubelet/pki/kubelet.crt /var/lib/kubelet/pki/kubelet.key; {Restart}; proof" },
        { "serving-static-cert-expired", "lab/static-beside-rotation", $"configure tlsCertFile=none, tlsPrivateKeyFile=none; {Restart}; approve Serving; proof" },
        { "serving-static-cert-expired", "ServingStaticCertExpiredScenario", "by hand; by hand" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_cause_is_repaired_by(string cause, string name, string actions)
    {
        var plan = PlannedCase.Of(name).Plan;

        Assert.Equal(cause, plan.RootCause.Id);
        Assert.Equal(actions, PlanWords.Of(plan));
        Assert.Null(plan.Refusal);
    }

    [Fact]
    public void Every_cause_with_a_repair_of_its_own_is_in_the_table()
    {
        var listed = Plans.Select(row => row.Data.Item1).ToHashSet(StringComparer.Ordinal);

        Assert.All(CauseCatalogue.All.Where(c => c.GetType().GetMethod(nameof(Cause.Repair))!.DeclaringType == c.GetType()), c => Assert.Contains(c.Id, listed));
    }

    [Fact]
    public void A_first_certificate_needs_the_binding_of_bootstrap_tokens()
    {
        var s = new NodeScenario { Client = null, BootstrapKubeconfig = null };
        s.BootstrapKubeconfig = s.TokenKubeconfig();
        s.AddCsr("node-csr-1", client: true, TimeSpan.FromMinutes(20), username: "system:bootstrap:abcdef");
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-bootstrap");

        Is(s, "client-csr-autoapprove-rbac-missing", $"{First}; approve Client; proof");
    }

    [Fact]
    public void The_newest_good_pair_is_linked_where_the_link_points_to_nothing()
    {
        var s = new PkiFileMissingScenario().Build();
        s.Pki["kubelet-client-2026-01-01-00-00-00.pem"] = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-100), s.Now.AddDays(265)).PemWithRedactedKey;
        s.Pki["kubelet-client-2025-01-01-00-00-00.pem"] = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-500), s.Now.AddDays(100)).PemWithRedactedKey;

        Is(s, "pki-file-missing", $"link {Current} to /var/lib/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem; {Restart}; proof");
    }

    [Fact]
    public void A_pair_of_another_node_is_not_linked()
    {
        var s = new PkiFileMissingScenario().Build();
        s.Pki["kubelet-client-2026-01-01-00-00-00.pem"] = s.Ca.IssueKubeletClient("worker-2", s.Now.AddDays(-100), s.Now.AddDays(265)).PemWithRedactedKey;

        Assert.DoesNotContain(RepairPlanner.Plan(s.Read()).Steps, step => step.Action is Link);
    }

    [Fact]
    public void A_kubeconfig_that_names_a_file_that_is_gone_is_pointed_to_the_good_one()
    {
        var s = new NodeScenario();
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate"] = "/var/lib/kubelet/pki/node.crt", ["client-key"] = "/var/lib/kubelet/pki/node.key" });
        s.NodeLostSince(s.Now.AddMinutes(-30)).CrashLoop(36, TimeSpan.FromMinutes(29), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            "invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/node.crt for default-auth due to open /var/lib/kubelet/pki/node.crt: no such file or directory]");

        Is(s, "pki-file-missing", $"write /etc/kubernetes/kubelet.conf; {Restart}; proof");
    }

    [Fact]
    public void The_pair_that_the_kubelet_could_not_use_is_not_linked_again()
    {
        var s = new NodeScenario();
        // Its key is of another pair, which cannot be seen: keys are not collected.
        s.Pki["kubelet-client-2026-03-07-12-00-00.pem"] = s.Client!.PemWithRedactedKey;
        s.NodeLostSince(s.Now.AddMinutes(-12)).CrashLoop(24, TimeSpan.FromMinutes(11), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            "unable to load TLS configuration from existing bootstrap client config read from /etc/kubernetes/kubelet.conf: tls: private key does not match public key");

        Is(s, "pki-corrupt", $"{PlanWords.Rebootstrap}; proof");
    }

    [Fact]
    public void A_serving_pair_that_cannot_be_read_does_not_cost_the_client_certificate()
    {
        var s = new NodeScenario { Serving = null };
        s.Pki["kubelet-server-current.pem"] = "";

        Is(s, "pki-corrupt", $"away {ServingCurrent}; {Restart}; approve Serving; proof");
        Assert.DoesNotContain(s.Diagnose().Fix.SelectMany(f => f.Commands), c => c.Contains("kubelet-client", StringComparison.Ordinal));
    }

    [Fact]
    public void A_regular_serving_file_becomes_a_dated_one()
    {
        var s = new NodeScenario();
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15), s.Address);
        s.AddCsr("csr-sv1", client: false, TimeSpan.FromSeconds(40), "Issued");
        s.HostFiles = [NodeScenario.HostFile(s.ClientCurrent, "lrwxrwxrwx", s.Now.AddDays(-100), "/var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem"), NodeScenario.HostFile(ServingCurrent, "-rw-------", s.Now.AddDays(-350))];
        s.PairCannotBeStored(24, TimeSpan.FromHours(1), $"expected \"{ServingCurrent}\" to be a symlink but it is a file", KubeletLines.ServingSigner);

        Is(s, "pki-current-not-symlink", $"date {ServingCurrent} as /var/lib/kubelet/pki/kubelet-server-2026-06-15-12-00-00.pem; {Restart}; approve Serving; proof");
    }

    [Fact]
    public void A_kubelet_that_a_signal_stopped_goes_on()
    {
        var s = new NodeScenario();
        s.Process!["state"] = "T (stopped)";
        s.NodeLostSince(s.Now.AddMinutes(-12));

        Is(s, "kubelet-not-running", "kill -CONT $(pidof kubelet); proof");
    }

    [Fact]
    public void A_kubelet_that_was_stopped_is_started_and_one_that_ends_by_itself_is_not()
    {
        var s = new NodeScenario();
        s.Process!["running"] = false;
        s.NodeLostSince(s.Now.AddMinutes(-12));
        Is(s, "kubelet-not-running", "systemctl start kubelet; proof");

        (s.Process["service"], s.Process["restarts"]) = ("activating (auto-restart)", 7);
        Is(s, "kubelet-not-running", "by hand; by hand");
        Assert.Contains("ends, and systemd starts it again, 7 times so far", RepairPlanner.Plan(s.Read()).RootCause.Summary, StringComparison.Ordinal);

        Is(new KubeletNotRunningScenario().Build(), "kubelet-not-running", "by hand; by hand");
    }

    [Fact]
    public void A_masked_unit_is_unmasked_before_the_kubelet_is_started()
    {
        var s = new NodeScenario();
        (s.Process!["running"], s.Process["service"]) = (false, "masked");
        s.NodeLostSince(s.Now.AddMinutes(-12));

        var report = s.Diagnose();

        Assert.Contains("does not run, and its unit is masked", report.RootCause.Summary, StringComparison.Ordinal);
        Assert.Contains(report.Fix, f => f.Commands.SequenceEqual(["systemctl unmask kubelet", "systemctl start kubelet"]));
    }

    [Fact]
    public void A_kubelet_without_a_configuration_file_gets_none()
    {
        var s = new ServingRotationNotEnabledScenario().Build();
        s.Process!["commandLine"] = new JsonArray("/usr/bin/kubelet", "--kubeconfig=/etc/kubernetes/kubelet.conf", "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf");

        Is(s, "serving-rotation-not-enabled", $"by hand; {Restart}; approve Serving; proof");
    }

    [Fact]
    public void Serving_rotation_that_a_flag_switches_off_is_switched_on_by_hand()
    {
        var s = new ServingRotationNotEnabledScenario().Build();
        s.Process!["commandLine"]!.AsArray().Add("--rotate-server-certificates=false");

        Assert.All(RepairPlanner.Plan(s.Read()).Steps, step => Assert.True(step.IsByHand, step.Title));
    }

    [Fact]
    public void The_CA_is_added_to_the_file_that_the_flag_names()
    {
        var s = new KubeletClientCaStaleScenario().Build();
        s.Process!["commandLine"]!.AsArray().Add("--client-ca-file=/srv/clients.crt");

        Assert.Equal("/srv/clients.crt", RepairPlanner.Plan(s.Read()).Steps.Select(step => step.Action).OfType<AppendCertificates>().Single().Path);
    }

    [Fact]
    public void Rotation_that_a_flag_switches_off_is_switched_on_by_hand()
    {
        var s = new ClientExpiredRotationDisabledScenario().Build();
        s.Process!["commandLine"]!.AsArray().Add("--rotate-certificates=false");

        Assert.All(RepairPlanner.Plan(s.Read()).Steps, step => Assert.True(step.IsByHand, step.Title));
    }

    [Fact]
    public void Rotation_is_switched_on_before_the_certificate_ends_without_waiting_for_another()
    {
        var s = new NodeScenario();
        s.KubeletConfiguration["rotateCertificates"] = false;

        Is(s, "client-expired-rotation-disabled", $"configure rotateCertificates=True; {Restart}; proof", Verdicts.AtRisk);
    }

    [Fact]
    public void Nothing_is_moved_away_where_a_flag_names_the_serving_certificate()
    {
        var s = SelfSignedEnded();
        Is(s, "serving-static-cert-expired", $"away /var/lib/kubelet/pki/kubelet.crt /var/lib/kubelet/pki/kubelet.key; {Restart}; proof");

        s.Process!["commandLine"]!.AsArray().Add("--tls-cert-file=/etc/kubernetes/serving.crt");
        Is(s, "serving-static-cert-expired", "by hand; by hand");
    }

    [Fact]
    public void A_kubelet_without_a_bootstrap_kubeconfig_gets_its_certificate_by_hand()
    {
        var s = new ClientExpiredKubeletRunningScenario().Build();
        s.Process!["commandLine"] = new JsonArray("/usr/bin/kubelet", "--kubeconfig=/etc/kubernetes/kubelet.conf");

        Is(s, "client-expired-kubelet-running", Reissue);
    }

    [Fact]
    public void An_API_server_that_takes_no_tokens_gets_none()
    {
        var s = new ClientExpiredKubeletRunningScenario().Build();
        s.ApiServerFlags.Remove("--enable-bootstrap-token-auth=true");

        Is(s, "client-expired-kubelet-running", Reissue);
    }

    [Fact]
    public void The_group_of_tokens_that_may_ask_is_taken_and_bound_where_there_is_none()
    {
        var s = new ClientExpiredKubeletRunningScenario().Build();
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:kubelet-bootstrap");
        Is(s, "client-expired-kubelet-running", $"{Bootstrap}; {PlanWords.Rebootstrap}; proof");

        s.Bindings.Add(NodeScenario.Binding("ours", "system:node-bootstrapper", "Group", "system:bootstrappers:ours"));
        Is(s, "client-expired-kubelet-running", $"{PlanWords.Rebootstrap.Replace("kubeadm:default-node-token", "ours", StringComparison.Ordinal)}; proof");
    }

    [Fact]
    public void A_user_of_its_own_gets_a_binding_that_is_not_called_harmless()
    {
        var s = new RbacCsrCreateForbiddenScenario().Build();
        for (var i = 0; i < s.KubeletLog.Count; i++) s.KubeletLog[i] = s.KubeletLog[i].Replace("system:bootstrap:abcdef", "node-joiner", StringComparison.Ordinal);

        var step = Is(s, "rbac-csr-create-forbidden", "bind kubelet-bootstrap to User node-joiner; approve Client; proof").Steps[0];
        Assert.Equal("whoever is node-joiner has system:node-bootstrapper from then on", step.Risk);
    }

    [Fact]
    public void A_binding_of_that_name_for_another_role_stays()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build();
        s.Bindings.Add(NodeScenario.Binding("kubeadm:node-autoapprove-certificate-rotation", "view", "Group", "system:nodes"));

        Is(s, "client-csr-autoapprove-rbac-missing", $"{Rotation.Replace(" to", ":certrot to", StringComparison.Ordinal)}; approve Client; proof");
    }

    [Fact]
    public void A_cut_off_node_is_given_a_certificate_after_what_is_done_by_hand()
    {
        var s = new CsrApproverControllerDisabledScenario().Build();
        var end = s.Now.AddMinutes(-10);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);

        Is(s, "csr-approver-controller-disabled", $"by hand; {PlanWords.Rebootstrap}; proof");
    }

    [Fact]
    public void A_cut_off_node_whose_cause_is_removed_by_hand_alone_gets_its_certificate_by_hand()
    {
        var s = new KcmDownScenario().Build();
        var end = s.Now.AddMinutes(-10);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);

        var plan = RepairPlanner.Plan(s.Read());

        Assert.Equal("kcm-down", plan.RootCause.Id);
        Assert.Equal(s.Diagnose().Fix.Select(f => f.Title), plan.Steps.Select(step => step.Title));
        Assert.Contains(plan.Steps, step => step.Title == "Make a kubeconfig with a new client certificate on a control-plane node");
    }

    [Fact]
    public void A_kubelet_whose_certificate_is_over_is_not_started_before_it_can_have_another()
    {
        var s = new PkiPermissionDeniedScenario().Build();
        var end = s.Now.AddMinutes(-10);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);

        Is(s, "pki-permission-denied", $"restore /var/lib/kubelet/pki; {PlanWords.Rebootstrap}; proof");
    }

    [Fact]
    public void A_node_that_works_is_told_what_it_risks_by_a_new_certificate()
    {
        var works = new NodeScenario();
        works.ConfigMaps.Clear();
        works.ConfigMaps.Add(NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", TestKit.CertificateForge.Authority(works.Now.AddDays(-1), works.Now.AddYears(10), "kubernetes").Pem));
        var lost = new ApiserverRejectsClientCaScenario().Build();

        Assert.StartsWith("the node works at present", Moved(Is(works, "apiserver-rejects-client-ca", $"{PlanWords.Rebootstrap}; proof", Verdicts.AtRisk)).Risk, StringComparison.Ordinal);
        Assert.DoesNotContain("works at present", Moved(RepairPlanner.Plan(lost.Read())).Risk, StringComparison.Ordinal);

        static RepairStep Moved(RepairPlan plan) => plan.Steps.Single(step => step.Action is MoveAway);
    }

    private static NodeScenario SelfSignedEnded()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        return s.WithFile("node/serving.pem", SelfSigned.Of(s, s.Now.AddDays(-370)).Pem);
    }

    private static RepairPlan Is(NodeScenario scenario, string cause, string actions, string? verdict = null)
    {
        var plan = RepairPlanner.Plan(scenario.Read());
        Assert.Equal(cause, plan.RootCause.Id);
        Assert.Equal(actions, PlanWords.Of(plan));
        if (verdict is not null) Assert.Equal(verdict, plan.Verdict);
        return plan;
    }
}
