using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Rbac;

internal sealed class ClientCsrAutoapproveRbacMissingScenario : CauseScenario
{
    public override string Cause => "client-csr-autoapprove-rbac-missing";

    public override string NearMissIs => "kcm-down";

    public override NodeScenario Build() => Due().With(s => s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation"));

    /// <summary>The CSR is as pending as before, the binding is there, and kube-controller-manager has lost its lease.</summary>
    public override NodeScenario NearMiss() => Due().With(s =>
    {
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == "kube-controller-manager");
        s.Leases.Add(NodeScenario.Lease("kube-system", "kube-controller-manager", "cp-1_5a1f", s.Now.AddHours(-3)));
    });

    private static NodeScenario Due()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9));
        return s;
    }
}
