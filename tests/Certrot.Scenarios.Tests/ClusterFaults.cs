using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>Faults of a cluster and states of a renewal that several scenarios share.</summary>
internal static class ClusterFaults
{
    /// <summary>The client certificate is past 90 percent of its year, and its CSR is minutes old.</summary>
    public static NodeScenario Renewing(this NodeScenario s, string state = "Pending", TimeSpan? age = null)
    {
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, age ?? TimeSpan.FromMinutes(9), state);
        return s;
    }

    /// <summary>The client certificate ended some time ago and the node is Unknown since.</summary>
    public static NodeScenario Expired(this NodeScenario s, TimeSpan ago)
    {
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now - ago - TimeSpan.FromDays(365), s.Now - ago);
        return s.NodeLostSince(s.Now - ago);
    }

    /// <summary>A node that is not in the cluster yet: no Node object, no certificate, a bootstrap token.</summary>
    public static NodeScenario Joining(this NodeScenario s)
    {
        s.Client = null;
        s.Serving = null;
        s.Nodes.RemoveAt(0);
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == s.Node);
        s.BootstrapKubeconfig = s.TokenKubeconfig();
        s.KubeletLog.Clear();
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(6), "flags.go:64", "FLAG: --bootstrap-kubeconfig=\"/etc/kubernetes/bootstrap-kubelet.conf\""));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(6), "bootstrap.go:101", "\"Use the bootstrap credentials to request a cert, and set kubeconfig to point to the certificate dir\""));
        return s;
    }

    /// <summary>The serving certificate was never got, and its CSR waits.</summary>
    public static NodeScenario ServingPending(this NodeScenario s, TimeSpan age)
    {
        s.Serving = null;
        s.AddCsr("csr-8kkz2", client: false, age);
        return s.LogRepeatedly(age, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), 'I', "log.go:245", "http: TLS handshake error from 10.0.0.10:40112: no serving certificate available for the kubelet");
    }

    public static NodeScenario WithoutBinding(this NodeScenario s, string name) => s.With(x => x.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == name));

    /// <summary>kube-controller-manager renewed its lease last at a moment.</summary>
    public static NodeScenario LeaderGoneSince(this NodeScenario s, TimeSpan ago)
    {
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == "kube-controller-manager");
        s.Leases.Add(NodeScenario.Lease("kube-system", "kube-controller-manager", "cp-1_5a1f", s.Now - ago));
        return s;
    }

    /// <summary>An approver for serving CSRs, with the rights that it needs.</summary>
    public static NodeScenario WithApprover(this NodeScenario s, bool mayApprove = true)
    {
        s.Pods.Add(s.Pod("kubelet-csr-approver-7d9c", "ghcr.io/example/kubelet-csr-approver:v1.2.0", "kubelet-csr-approver"));
        JsonObject[] rules = mayApprove
            ? [NodeScenario.Rule("certificates.k8s.io", "certificatesigningrequests/approval", ["update"]), NodeScenario.Rule("certificates.k8s.io", "signers", ["approve"], "kubernetes.io/kubelet-serving")]
            : [NodeScenario.Rule("certificates.k8s.io", "certificatesigningrequests/approval", ["update"])];
        s.Roles.Add(NodeScenario.Role("kubelet-csr-approver", rules));
        s.Bindings.Add(NodeScenario.Binding("kubelet-csr-approver", "kubelet-csr-approver", "ServiceAccount", "kubelet-csr-approver", "kube-system"));
        return s;
    }

    /// <summary>A CSR of OpenShift's recovery, from the account that bootstraps nodes.</summary>
    public static NodeScenario RecoveryCsr(this NodeScenario s, string state = "Pending")
    {
        s.AddCsr("csr-rcv01", client: true, TimeSpan.FromMinutes(40), state, username: "system:serviceaccount:openshift-machine-config-operator:node-bootstrapper", commonName: s.Node);
        s.NodeObjectOfNode["metadata"]!["labels"]!["node.openshift.io/os_id"] = "rhcos";
        return s;
    }
}
