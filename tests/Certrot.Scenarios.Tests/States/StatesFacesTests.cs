using System.Text.Json.Nodes;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.States;

public sealed class StatesFacesTests
{
    private static readonly string[] Everything =
    [
        "cluster/", "node/kubelet.log", "node/pki/", "node/config.yaml", "node/kubelet.conf", "node/ca.crt", "node/files.json", "node/process.json", "node/disk.json", "node/clock.json", "node/serving.pem",
    ];

    [Fact]
    public void An_empty_bundle_determines_nothing_and_says_what_to_collect()
    {
        var report = Judged.As(Only().Diagnose(), "insufficient-evidence", null, Verdicts.Undetermined);

        Assert.Empty(report.Fix);
        Assert.NotEmpty(report.Missing);
        Assert.Contains(report.NextChecks, c => c.Command.StartsWith("journalctl ", StringComparison.Ordinal));
        Assert.Contains(report.NextChecks, c => c.Command.StartsWith("openssl x509 ", StringComparison.Ordinal));
        Assert.Contains(report.NextChecks, c => c.Command.StartsWith("kubectl get csr", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kubelet_that_somebody_stopped_is_there_and_does_nothing()
    {
        var s = new NodeScenario();
        s.Process!["state"] = "T (stopped)";
        s.NodeLostSince(s.Now.AddMinutes(-3));

        var report = Judged.As(s.Diagnose(), "kubelet-not-running", null, Verdicts.NotCertificateRelated);
        Assert.Equal("confirmed", report.RootCause.Confidence);
        Assert.Contains(report.Fix, f => f.Commands.Contains("kill -CONT $(pidof kubelet)"));
    }

    [Theory]
    [InlineData("PLEG is not healthy: pleg has yet to be successful", 20, true)]
    [InlineData("[PLEG is not healthy: pleg has yet to be successful, CSINode is not yet initialized]", 20, true)]
    [InlineData("[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]", 20, true)]
    [InlineData("[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful, missing node capacity for resources: ephemeral-storage]", 20, true)]
    // For so long no start takes.
    [InlineData("PLEG is not healthy: pleg has yet to be successful", 600, false)]
    [InlineData("[PLEG is not healthy: pleg has yet to be successful, container runtime network not ready: NetworkReady=false]", 20, false)]
    public void A_kubelet_that_has_only_just_started_is_not_blamed_for_it(string message, int seconds, bool starts)
    {
        var s = new NodeScenario();
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: false);
        var ready = s.Nodes[0]["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Ready")!;
        (ready["message"], ready["lastTransitionTime"]) = (message, NodeScenario.Text(s.Now.AddSeconds(-seconds)));

        if (starts) Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
        else Judged.As(s.Diagnose(), "not-certificate-related", null, Verdicts.NotCertificateRelated);
    }

    [Fact]
    public void A_kubelet_that_sleeps_between_two_syncs_is_healthy()
    {
        var s = new NodeScenario();
        s.Process!["state"] = "S (sleeping)";

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Theory]
    [InlineData("node/pki/")]
    [InlineData("node/pki/", "node/config.yaml", "node/kubelet.conf", "node/files.json")]
    [InlineData("node/process.json", "node/disk.json", "node/clock.json")]
    [InlineData("node/kubelet.log")]
    [InlineData("node/serving.pem")]
    public void Too_little_to_call_a_node_healthy(params string[] kept) =>
        Judged.As(Only(kept).Diagnose(), "insufficient-evidence", null, Verdicts.Undetermined);

    [Theory]
    [InlineData("cluster/nodes.json")]
    [InlineData("cluster/leases.json")]
    [InlineData("cluster/events.json")]
    [InlineData("cluster/configmaps-kube-system.json")]
    [InlineData("cluster/clusterroles.json")]
    [InlineData("node/kubelet.log")]
    [InlineData("node/pki/")]
    [InlineData("node/clock.json")]
    [InlineData("cluster/")]
    [InlineData("node/")]
    public void One_missing_part_does_not_make_a_healthy_node_ill(string missing)
    {
        var report = new NodeScenario().Without(missing).Diagnose();

        Assert.True(report.RootCause.Id is "healthy" or "insufficient-evidence", $"without {missing}: {report.RootCause.Id}");
        Assert.Empty(report.OtherCauses);
        Assert.NotEmpty(report.Missing);
    }

    [Fact]
    public void A_kubelet_that_was_stopped_is_not_running()
    {
        var s = new NodeScenario();
        s.Process = new JsonObject { ["running"] = false, ["exitCode"] = 0 };
        s.NodeLostSince(s.Now.AddMinutes(-31));
        s.KubeletLog.RemoveAt(s.KubeletLog.Count - 1);
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(31), "kubelet_node_status.go:744", "\"Recording event message for node\" node=\"worker-1\" event=\"NodeHasSufficientMemory\""));

        Judged.As(s.Diagnose(), "kubelet-not-running", null, Verdicts.NotCertificateRelated);
    }

    [Fact]
    public void A_kubelet_that_was_stopped_and_of_which_nothing_else_is_known_proves_nothing()
    {
        var s = Only("node/process.json");
        s.Process = new JsonObject { ["running"] = false, ["exitCode"] = 1 };

        var report = s.Diagnose();
        Assert.Equal(Verdicts.Undetermined, report.Verdict);
        Assert.NotEmpty(report.NextChecks);
    }

    [Fact]
    public void A_log_that_ends_with_the_heartbeats_is_a_kubelet_that_fell_silent()
    {
        var s = new NodeScenario { Process = null };
        s.NodeLostSince(s.Now.AddMinutes(-31));
        s.KubeletLog.Clear();
        s.KubeletLog.AddRange(s.StartLines(TimeSpan.FromHours(30)));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(31), "kubelet_node_status.go:744", "\"Recording event message for node\" node=\"worker-1\" event=\"NodeHasSufficientMemory\""));

        Judged.As(s.Diagnose(), "kubelet-not-running", null, Verdicts.NotCertificateRelated);
    }

    [Fact]
    public void A_loop_caught_between_two_starts_is_still_a_loop()
    {
        var s = new KubeletNotRunningScenario().Build();
        s.Process!["running"] = true;
        s.Process["exitCode"] = null;

        var report = Judged.As(s.Diagnose(), "kubelet-not-running", null, Verdicts.NotCertificateRelated);
        Assert.Contains("swap", report.RootCause.Summary, StringComparison.Ordinal);
        Assert.Equal(s.Now.AddMinutes(-30), report.RootCause.Since);
    }

    [Fact]
    public void A_node_without_a_network_whose_CSR_waits_has_both()
    {
        var s = new NotCertificateRelatedScenario().Build();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9));
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");

        var report = Judged.As(s.Diagnose(), "client-csr-autoapprove-rbac-missing", "client", Verdicts.Failing);
        Assert.Contains(report.OtherCauses, c => c.Id == "not-certificate-related");
    }

    [Fact]
    public void A_Node_object_that_was_deleted_under_its_kubelet_is_no_matter_of_certificates()
    {
        var s = Deleted();

        var report = Judged.As(s.Diagnose(), "not-certificate-related", null, Verdicts.NotCertificateRelated);
        Assert.Equal("confirmed", report.RootCause.Confidence);
        Assert.Contains(report.Fix, f => f.Commands.Contains("systemctl restart kubelet"));
    }

    [Fact]
    public void A_Node_object_that_is_registered_again_is_healthy()
    {
        var s = Deleted();
        s.Nodes.Insert(0, s.NodeObject(s.Node, s.Address, ready: true));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(1), "kubelet_node_status.go:78", "\"Successfully registered node\" node=\"worker-1\""));

        Assert.Equal("healthy", s.Diagnose().RootCause.Id);
    }

    [Fact]
    public void A_missing_Node_object_alone_proves_nothing_and_is_not_healthy()
    {
        var s = new NodeScenario();
        s.Nodes.RemoveAt(0);

        Judged.As(s.Diagnose(), "insufficient-evidence", null, Verdicts.Undetermined);
    }

    [Fact]
    public void A_kubelet_that_cannot_find_its_node_in_its_own_cache_says_nothing()
    {
        var s = new NodeScenario();
        s.Nodes.RemoveAt(0);
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromSeconds(3), "kubelet.go:2243", "\"Error getting node\" err=\"node \\\"worker-1\\\" not found\""));

        Assert.NotEqual("not-certificate-related", s.Diagnose().RootCause.Id);
    }

    [Theory]
    [InlineData("dial tcp 10.0.0.10:6443: connect: connection refused")]
    [InlineData("dial tcp: lookup api.example: no such host")]
    [InlineData("tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 10.0.0.10")]
    [InlineData("Unauthorized: the API server does not know these credentials")]
    public void A_collector_that_is_cut_off_says_nothing_of_the_node(string error)
    {
        var s = new NodeScenario().Without("cluster/");
        s.Errors.Add(("cluster/nodes.json", error));

        var report = s.Diagnose();

        Assert.NotEqual(Verdicts.Failing, report.Verdict);
        Assert.NotEqual("cluster", report.Scope.Reach);
    }

    private static NodeScenario Deleted()
    {
        var s = new NodeScenario();
        s.Nodes.RemoveAt(0);
        return s.LogRepeatedly(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10), 'E', "kubelet_node_status.go:549",
            "\"Error updating node status, will retry\" err=\"error getting node \\\"worker-1\\\": nodes \\\"worker-1\\\" not found\"");
    }

    private static NodeScenario Only(params string[] kept)
    {
        var s = new NodeScenario();
        foreach (var path in Everything)
        {
            if (!kept.Contains(path)) s.Without(path);
        }

        return s;
    }
}
