using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrStaleReuseScenario : CauseScenario
{
    public override string Cause => "csr-stale-reuse";

    public override string NearMissIs => "rbac-csr-create-forbidden";

    /// <summary>A re-installed worker finds the node-csr of its former key. Kubelet 1.20.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario().Joining();
        s.KubeletConfiguration["rotateCertificates"] = false;
        s.AddCsr("node-csr-0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aBc", client: true, TimeSpan.FromDays(3), "Denied", username: "system:bootstrap:abcdef", commonName: s.Node);
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(5), "csr.go:103", "csr for this node already exists, reusing"));
        s.KubeletLog.Add(s.Klog('F', TimeSpan.FromMinutes(5), "server.go:269", "failed to run Kubelet: retrieved csr is not compatible: public key mismatch"));
        return s;
    }

    /// <summary>There is no such CSR: creating one is forbidden.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().Joining().WithoutBinding("kubeadm:kubelet-bootstrap").CsrCannotBeCreated(20, TimeSpan.FromMinutes(5), "certificatesigningrequests.certificates.k8s.io is forbidden: User \"system:bootstrap:abcdef\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope");
}
