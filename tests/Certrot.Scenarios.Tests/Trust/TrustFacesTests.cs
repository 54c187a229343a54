using Certrot.Reports;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

public sealed class TrustFacesTests
{
    [Fact]
    public void A_certificate_of_a_CA_that_was_dropped_is_a_risk_while_the_node_still_posts()
    {
        var s = new NodeScenario();
        s.ConfigMaps[1] = NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", CertificateForge.Authority(s.Now.AddHours(-1), s.Now.AddYears(10)).Pem);
        s.ClientCaFile = s.Ca.Pem;

        Judged.As(s.Diagnose(), "apiserver-rejects-client-ca", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_401_for_a_certificate_that_verifies_is_not_the_CA()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsAreAnswered(36, TimeSpan.FromMinutes(20), "Unauthorized");

        var report = Judged.As(s.Diagnose(), "insufficient-evidence", null, Verdicts.Undetermined);
        Assert.Contains(report.RuledOut, r => r.Id == "apiserver-rejects-client-ca");
        Assert.NotEmpty(report.NextChecks);
    }

    [Fact]
    public void A_kubelet_that_was_not_restarted_after_the_new_CA_still_trusts_the_old_one()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsFail(36, TimeSpan.FromMinutes(20), "tls: failed to verify certificate: x509: certificate signed by unknown authority");

        var report = Judged.As(s.Diagnose(), "kubelet-trusts-old-ca", "client", Verdicts.Failing);
        Assert.Contains("not restarted", report.RootCause.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_run_before_are_history()
    {
        var s = new NodeScenario();
        s.KubeletLog.Clear();
        s.CallsFail(24, TimeSpan.FromHours(5), "x509: certificate signed by unknown authority", TimeSpan.FromMinutes(4));
        foreach (var line in s.StartLines(TimeSpan.FromMinutes(3))) s.KubeletLog.Add(line.Replace("   1234 ", "  56789 ", StringComparison.Ordinal));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(2), "kubelet_node_status.go:73", $"\"Successfully registered node\" node=\"{s.Node}\"", 56789));

        var report = Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
        Assert.Empty(report.OtherCauses);
    }

    [Fact]
    public void An_old_client_CA_file_is_a_risk_before_anybody_calls()
    {
        var s = new NodeScenario { ClientCaFile = CertificateForge.Authority(new NodeScenario().Now.AddYears(-9), new NodeScenario().Now.AddYears(1)).Pem };

        Judged.As(s.Diagnose(), "kubelet-client-ca-stale", null, Verdicts.AtRisk);
    }

    [Fact]
    public void A_stranger_that_is_refused_is_not_a_stale_CA()
    {
        var s = new NodeScenario();
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(3), "server.go:264", "\"Unable to authenticate the request due to an error\" err=\"verifying certificate SN=1, SKID=, AKID=77:01 failed: x509: certificate signed by unknown authority\""));

        var report = Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
        Assert.Contains(report.RuledOut, r => r.Id == "kubelet-client-ca-stale");
    }

    [Fact]
    public void A_stale_client_CA_leaves_the_node_Ready()
    {
        var report = new KubeletClientCaStaleScenario().Build().Diagnose();

        Assert.Contains("logs, exec and metrics", report.Outlook.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate of worker-1 is not being renewed", report.Headline, StringComparison.Ordinal);
        Assert.Equal(new NodeScenario().Now.AddMinutes(-50), report.RootCause.Since);
    }

    [Fact]
    public void An_endpoint_by_address_without_IP_SANs_is_not_covered()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsFail(36, TimeSpan.FromMinutes(20), "tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.10 because it doesn't contain any IP SANs");

        Judged.As(s.Diagnose(), "apiserver-san-mismatch", "client", Verdicts.Failing);
    }

    [Fact]
    public void The_words_is_after_alone_make_an_expired_API_server_likely()
    {
        var s = new NodeScenario { Clock = null };
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsFail(20, TimeSpan.FromMinutes(20), "x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:58Z is after 2026-06-15T11:39:00Z");

        var report = Judged.As(s.Diagnose(), "apiserver-serving-cert-expired", "client", Verdicts.Failing);
        Assert.Equal("likely", report.RootCause.Confidence);
    }
}
