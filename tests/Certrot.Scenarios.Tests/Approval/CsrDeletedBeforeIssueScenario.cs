using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrDeletedBeforeIssueScenario : CauseScenario
{
    public override string Cause => "csr-deleted-before-issue";

    public override string NearMissIs => "client-csr-autoapprove-rbac-missing";

    /// <summary>Somebody tidied up the pending CSRs while the kubelet waited. Kubelet 1.20.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(4), "certificate_manager.go:454", "certificate request was not signed: cannot watch on the certificate signing request: csr \"csr-4m2xq\" was deleted"));
        return s;
    }

    /// <summary>The CSR is still there, and waits.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().Renewing().WithoutBinding("kubeadm:node-autoapprove-certificate-rotation");
}
