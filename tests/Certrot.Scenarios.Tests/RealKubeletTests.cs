using Certrot.Reports;
using Certrot.Scenarios.Tests.Bootstrap;
using Certrot.Scenarios.Tests.Lifetime;

namespace Certrot.Scenarios.Tests;

/// <summary>What real kubelets showed when faults were planted on them, and was once taken for something else.</summary>
public sealed class RealKubeletTests
{
    [Fact]
    public void A_valid_certificate_is_not_said_to_have_expired_where_the_kubeconfig_was_not_collected()
    {
        var report = Judged.As(new ClientExpiredNoBootstrapScenario().NearMiss().Without("node/kubelet.conf").Diagnose(), "kubeconfig-static-cert", "client", Verdicts.Failing);

        Assert.Equal("likely", report.RootCause.Confidence);
        Assert.DoesNotContain(report.Candidates, c => c.Id == "client-expired-no-bootstrap");
    }

    [Fact]
    public void A_certificate_that_was_issued_after_the_kubelet_gave_up_proves_nothing_of_its_kubeconfig()
    {
        var s = new ClientExpiredNoBootstrapScenario().NearMiss().Without("node/kubelet.conf");
        // Somebody has just replaced it, and the kubelet was not started since.
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddSeconds(-2), s.Now.AddDays(365));

        Assert.NotEqual("kubeconfig-static-cert", s.Diagnose().RootCause.Id);
    }

    [Theory]
    [InlineData("http2: client connection lost")]
    [InlineData("EOF")]
    [InlineData("read tcp 10.0.0.11:41000->10.0.0.10:6443: read: connection reset by peer")]
    public void A_connection_that_breaks_between_refusals_is_no_other_answer(string broken)
    {
        var s = new BootstrapTokenInvalidScenario().Build();
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromSeconds(1), "certificate_manager.go:437", $"Failed while requesting a signed certificate from the master: cannot create certificate signing request: {s.PostCsr(broken)}"));

        Judged.As(s.Diagnose(), "bootstrap-token-invalid", "client", Verdicts.Failing);
    }
}
