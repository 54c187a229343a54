using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrDeniedByApproverScenario : CauseScenario
{
    public override string Cause => "csr-denied-by-approver";

    public override string NearMissIs => "client-csr-autoapprove-rbac-missing";

    /// <summary>An approver denies the client CSR by its inventory. Kubelet 1.24.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario().Renewing("Denied", TimeSpan.FromMinutes(3));
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(3), "certificate_manager.go:481", $"{KubeletLines.ClientSigner}: certificate request was not signed: cannot watch on the certificate signing request: certificate signing request is denied, reason: PolicyViolation, message: node is not in the inventory"));
        return s;
    }

    /// <summary>Nobody denied it: it waits.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().Renewing().WithoutBinding("kubeadm:node-autoapprove-certificate-rotation");
}
