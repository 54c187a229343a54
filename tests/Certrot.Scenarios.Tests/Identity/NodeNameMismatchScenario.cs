using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class NodeNameMismatchScenario : CauseScenario
{
    public override string Cause => "node-name-mismatch";

    public override string NearMissIs => "rbac-csr-create-forbidden";

    /// <summary>A disk image that was taken from another node after it had joined. Kubelet 1.24.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient("ip-10-0-3-17", s.Now.AddDays(-100), s.Now.AddDays(265));
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsAreForbidden(24, TimeSpan.FromMinutes(20), "system:node:ip-10-0-3-17", because: "ip-10-0-3-17");
        return s.LogRepeatedly(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(32), 'E', "certificate_manager.go:471",
            $"{KubeletLines.ClientSigner}: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io \"csr-\" is forbidden: can only create a node CSR with CN=system:node:ip-10-0-3-17");
    }

    /// <summary>As many 403s, for the right name: the API server runs without the Node authorizer.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.ApiServerFlags.Remove("--authorization-mode=Node,RBAC");
        s.ApiServerFlags.Add("--authorization-mode=RBAC");
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsAreForbidden(24, TimeSpan.FromMinutes(20), "system:node:" + s.Node);
        return s.CsrCannotBeCreated(24, TimeSpan.FromMinutes(20),
            $"certificatesigningrequests.certificates.k8s.io is forbidden: User \"system:node:{s.Node}\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope");
    }
}
