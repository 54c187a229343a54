using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.States;

internal sealed class HealthyScenario : CauseScenario
{
    public override string Cause => "healthy";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.Healthy;

    public override string NearMissIs => "auth-anonymous";

    /// <summary>A node that joined ten minutes ago: its log is full of the errors of the seconds before it had a certificate.</summary>
    public override NodeScenario Build() => Joined(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(12)).With(s =>
    {
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(14), "csr.go:274", "\"Certificate signing request is issued\" csr=\"csr-1stcl\""));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(15), "transport.go:147", "\"Certificate rotation detected, shutting down client connections to start using new credentials\""));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(16), "kubelet_node_status.go:78", $"\"Successfully registered node\" node=\"{s.Node}\""));
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-15), s.Now.AddDays(365));
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddMinutes(-14), s.Now.AddDays(365), s.Address);
        s.AddCsr("csr-1stcl", client: true, TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(2), "Issued", username: "system:bootstrap:abcdef", issued: s.Client);
        s.AddCsr("csr-2ndsv", client: false, TimeSpan.FromMinutes(9), "Issued", issued: s.Serving, reason: "KubectlApprove");
    });

    /// <summary>The same errors, and they go on: nothing accepts the node's credentials.</summary>
    public override NodeScenario NearMiss() => Joined(TimeSpan.FromSeconds(2)).With(s =>
    {
        s.Nodes.RemoveAt(0);
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == s.Node);
        s.Client = null;
        s.Serving = null;
        s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(10), "certificatesigningrequests.certificates.k8s.io is forbidden: User \"system:anonymous\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope");
    });

    private static NodeScenario Joined(TimeSpan until)
    {
        var s = new NodeScenario();
        s.BootstrapKubeconfig = s.TokenKubeconfig();
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: true, created: s.Now.AddMinutes(-10));
        s.KubeletLog.Clear();
        s.KubeletLog.AddRange(s.StartLines(TimeSpan.FromMinutes(10)).Where(l => !l.Contains("Loading cert/key pair", StringComparison.Ordinal)));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(10), "bootstrap.go:101", "\"Use the bootstrap credentials to request a cert, and set kubeconfig to point to the certificate dir\""));
        return s.CallsAreForbidden(36, TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1), "system:anonymous", until: until);
    }
}
