using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

public sealed class NetworkFacesTests
{
    [Fact]
    public void An_API_server_that_was_restarted_two_hours_ago_is_history()
    {
        var s = new NodeScenario();
        s.CallsFail(36, TimeSpan.FromMinutes(121), "dial tcp 10.0.0.10:6443: connect: connection refused", TimeSpan.FromMinutes(119));

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void What_was_refused_before_the_node_registered_is_overcome_by_that()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-9));
        s.CallsAreAnswered(36, TimeSpan.FromSeconds(50), "Unauthorized", TimeSpan.FromSeconds(45));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromSeconds(40), "kubelet_node_status.go:78", "\"Successfully registered node\" node=\"worker-1\""));
        s.CallsFail(36, TimeSpan.FromSeconds(30), "dial tcp 10.0.0.10:6443: i/o timeout");

        Judged.As(s.Diagnose(), "apiserver-unreachable", "client", Verdicts.Failing);
    }

    [Fact]
    public void An_API_server_that_nobody_reaches_is_down_for_the_cluster()
    {
        var s = new NodeScenario();
        s.CallsFail(36, TimeSpan.FromMinutes(25), "dial tcp 10.0.0.10:6443: connect: connection refused");
        s.Errors.Add(("cluster/nodes.json", "Get \"https://10.0.0.10:6443/api/v1/nodes?limit=500\": dial tcp 10.0.0.10:6443: connect: connection refused"));
        s.Without("cluster/");

        var report = Judged.As(s.Diagnose(), "apiserver-unreachable", "client", Verdicts.Failing);
        Assert.Equal("cluster", report.Scope.Reach);
        Assert.DoesNotContain("265d", report.Outlook.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outage_across_the_end_of_the_certificate_stays_the_cause()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365), s.Now.AddHours(-5));
        s.NodeLostSince(s.Now.AddHours(-29));
        s.LogRepeatedly(TimeSpan.FromHours(29), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2), 'E', "controller.go:144",
            "failed to ensure lease exists, will retry in 7s, error: Get \"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\": dial tcp 10.0.0.10:6443: connect: no route to host");

        var report = Judged.As(s.Diagnose(), "apiserver-unreachable", "client", Verdicts.Failing);
        Assert.Equal(s.Now.AddHours(-29), report.RootCause.Since);
        Assert.Contains(report.Fix, f => f.Note?.Contains("needs a new one", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_resolver_that_does_not_answer_is_a_failure_of_names()
    {
        var s = Named();
        s.CallsFail(24, TimeSpan.FromMinutes(35), "dial tcp: lookup api.prod.example.com on 10.0.0.2:53: read udp 10.0.0.11:40213->10.0.0.2:53: i/o timeout");

        Judged.As(s.Diagnose(), "apiserver-dns-failure", "client", Verdicts.Failing);
    }

    [Fact]
    public void A_proxy_that_answers_403_is_a_proxy()
    {
        var s = Named();
        s.CallsFail(36, TimeSpan.FromMinutes(35), "Forbidden");

        Judged.As(s.Diagnose(), "apiserver-proxy", "client", Verdicts.Failing);
    }

    [Fact]
    public void An_address_that_no_API_server_has_is_a_wrong_endpoint()
    {
        var s = new NodeScenario { Server = "https://10.0.0.99:6443" };
        s.Kubeconfig = s.KubeconfigWith(s.Kubeconfig["users"]![0]!["user"]!.DeepClone().AsObject());
        s.NodeLostSince(s.Now.AddMinutes(-35));
        s.CallsFail(24, TimeSpan.FromMinutes(35), "dial tcp 10.0.0.99:6443: connect: no route to host");

        Judged.As(s.Diagnose(), "apiserver-wrong-endpoint", "client", Verdicts.Failing);
    }

    [Fact]
    public void What_a_pod_cannot_reach_is_not_the_API_server()
    {
        var s = new NodeScenario();
        s.LogRepeatedly(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), 'E', "prober.go:104",
            "\"Probe errored\" err=\"Get \\\"http://10.244.1.7:8080/ready\\\": dial tcp 10.244.1.7:8080: connect: connection refused\" probeType=\"Readiness\" pod=\"default/web-0\"");

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void Too_many_requests_since_minutes_is_an_overload_since_then()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-320), s.Now.AddDays(45));
        s.NodeLostSince(s.Now.AddMinutes(-18));
        s.CallsAreAnswered(24, TimeSpan.FromMinutes(18), "Too Many Requests");
        s.CsrCannotBeCreated(24, TimeSpan.FromMinutes(18), "Too Many Requests");

        var report = Judged.As(s.Diagnose(), "apiserver-overloaded", "client", Verdicts.Failing);
        Assert.Equal(s.Now.AddMinutes(-18), report.RootCause.Since);
    }

    private static NodeScenario Named()
    {
        var s = new NodeScenario { Server = "https://api.prod.example.com:6443" };
        s.Kubeconfig = s.KubeconfigWith(s.Kubeconfig["users"]![0]!["user"]!.DeepClone().AsObject());
        return s.NodeLostSince(s.Now.AddMinutes(-35));
    }
}
