using Certrot.Scenarios.Tests.Rbac;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>The way out brings the node back, and not only removes the cause.</summary>
public sealed class WayOutTests
{
    private const string NewCertificate = "Make a kubeconfig with a new client certificate on a control-plane node";

    [Fact]
    public void A_certificate_that_is_in_date_needs_an_approval_only()
    {
        var fix = new ClientCsrAutoapproveRbacMissingScenario().Build().Diagnose().Fix;

        Assert.Contains(fix, f => f.Title.StartsWith("Approve the waiting client CSR", StringComparison.Ordinal));
        Assert.DoesNotContain(fix, f => f.Title == NewCertificate);
    }

    [Fact]
    public void An_expired_one_needs_a_new_certificate_for_what_is_approved_cannot_be_fetched()
    {
        var report = Expired().Diagnose();

        Assert.Equal("client-csr-autoapprove-rbac-missing", report.RootCause.Id);
        Assert.DoesNotContain(report.Fix, f => f.Title.StartsWith("Approve the waiting client CSR", StringComparison.Ordinal));
        Assert.Contains(report.Fix, f => f.Title == NewCertificate);
        Assert.True(report.Fix.ToList().FindIndex(f => f.Commands.Any(c => c.Contains("clusterrolebinding", StringComparison.Ordinal))) < report.Fix.ToList().FindIndex(f => f.Title == NewCertificate), "the cause is removed first");
    }

    [Fact]
    public void An_expired_one_with_a_bootstrap_kubeconfig_needs_a_restart()
    {
        var s = Expired();
        s.BootstrapKubeconfig = s.TokenKubeconfig();

        var fix = s.Diagnose().Fix;

        Assert.DoesNotContain(fix, f => f.Title == NewCertificate);
        Assert.Single(fix, f => f.Commands.Contains("systemctl restart kubelet"));
        Assert.Contains(fix, f => f.Commands.Any(c => c.Contains("bootstrap-token-abcdef", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_binding_that_exists_for_another_group_gets_the_group()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build();
        s.Bindings.Add(NodeScenario.Binding("kubeadm:node-autoapprove-certificate-rotation", "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "Group", "system:node"));

        Assert.Contains(s.Diagnose().Fix, f => f.Commands is ["kubectl set subject clusterrolebinding kubeadm:node-autoapprove-certificate-rotation --group=system:nodes"]);
    }

    private static NodeScenario Expired()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build();
        var end = s.Now.AddMinutes(-10);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);
        return s;
    }
}
