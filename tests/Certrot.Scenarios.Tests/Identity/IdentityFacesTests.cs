using System.Text.Json.Nodes;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

public sealed class IdentityFacesTests
{
    [Fact]
    public void A_short_name_against_an_FQDN_is_said_so()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient("worker-1.example.com", s.Now.AddDays(-100), s.Now.AddDays(265));
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.LogRepeatedly(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), 'E', "kubelet_node_status.go:92",
            "\"Unable to register node with API server\" err=\"nodes \\\"worker-1\\\" is forbidden: node \\\"worker-1.example.com\\\" is not allowed to modify node \\\"worker-1\\\"\" node=\"worker-1\"");

        var report = Judged.As(s.Diagnose(), "node-name-mismatch", "client", Verdicts.Failing);
        Assert.Contains("short name against FQDN", report.RootCause.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Wanted_by_the_cluster_and_not_set_on_the_node_is_not_enabled()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration.Remove("serverTLSBootstrap");
        s.ConfigMaps.Add(NodeScenario.ConfigMap("kubelet-config", "kubelet", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nrotateCertificates: true\nserverTLSBootstrap: true\n"));

        Judged.As(s.Diagnose(), "serving-rotation-not-enabled", "serving", Verdicts.NotCertificateRelated);
    }

    [Fact]
    public void A_node_with_addresses_and_no_serving_CSR_is_the_bug_of_1_32()
    {
        var s = new NodeScenario { Serving = null };
        s.LogRepeatedly(TimeSpan.FromHours(2), TimeSpan.FromSeconds(11), TimeSpan.FromMinutes(4), 'I', "log.go:245", "http: TLS handshake error from 10.0.0.10:41234: no serving certificate available for the kubelet");

        var report = Judged.As(s.Diagnose(), "serving-csr-never-created", "serving", Verdicts.Failing);
        Assert.Equal("likely", report.RootCause.Confidence);
    }

    [Fact]
    public void A_serving_certificate_that_nobody_could_read_is_not_called_missing()
    {
        // The CSR that brought it was cleaned up, and the node's files and port are out of reach: all that a collection over the API server's proxy has.
        var s = new NodeScenario { Serving = null, Client = null }.With(n => n.KubeletLog.Clear());
        s.Pki.Clear();
        s.Csrs.Clear();

        Assert.NotEqual("serving-csr-never-created", s.Diagnose().RootCause.Id);
    }

    [Fact]
    public void A_node_of_a_minute_without_a_serving_CSR_is_only_young()
    {
        var s = new NodeScenario { Serving = null };
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: true, created: s.Now.AddSeconds(-50));
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-6), s.Now.AddDays(365));

        Assert.NotEqual("serving-csr-never-created", s.Diagnose().RootCause.Id);
    }

    [Fact]
    public void A_self_signed_certificate_that_ended_is_replaced_by_moving_it_away()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        var own = SelfSigned.Of(s, s.Now.AddDays(-400));
        s.WithFile("node/pki/kubelet.crt", own.Pem).WithFile("node/serving.pem", own.Pem);

        var report = Judged.As(s.Diagnose(), "serving-static-cert-expired", "serving", Verdicts.Failing);
        Assert.Contains(report.Fix, f => f.Commands.Any(c => c.Contains("kubelet.crt.old", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_serving_trouble_stands_beside_what_loses_the_node()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        var own = SelfSigned.Of(s, s.Now.AddDays(-400));
        s.WithFile("node/pki/kubelet.crt", own.Pem).WithFile("node/serving.pem", own.Pem);
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9));
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");

        var report = Judged.As(s.Diagnose(), "client-csr-autoapprove-rbac-missing", "client", Verdicts.Failing);
        Assert.Equal(["serving-static-cert-expired"], report.OtherCauses.Select(c => c.Id));
    }

    [Fact]
    public void Names_that_changed_once_are_no_churn()
    {
        var s = new NodeScenario();
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromHours(5), "certificate_manager.go:270", $"{KubeletLines.ServingSigner}: Current certificate is missing requested IP addresses [10.0.0.11]"));
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddHours(-5), s.Now.AddDays(365), s.Address);
        s.NodeObjectOfNode["status"]!["addresses"]!.AsArray().Add(new JsonObject { ["type"] = "ExternalIP", ["address"] = s.Address });

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }
}
