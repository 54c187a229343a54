using System.Text.Json.Nodes;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class ManagedSignerRefusesScenario : CauseScenario
{
    public override string Cause => "managed-signer-refuses";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "csr-approved-not-issued-no-signer";

    /// <summary>An operator's CSR for its own web server, with the kubelet's serving signer: approved by hand and never issued on EKS.</summary>
    public override NodeScenario Build()
    {
        var s = ManagedNode();
        s.AddCsr("my-webhook.default", client: false, TimeSpan.FromMinutes(40), "Approved", username: "kubernetes-admin", commonName: "my-webhook.default.svc", dns: ["my-webhook.default.svc"], ips: []);
        return s;
    }

    /// <summary>A CSR of the node itself is stuck: that is a failing rotation.</summary>
    public override NodeScenario NearMiss()
    {
        var s = ManagedNode();
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-43), s.Now.AddDays(2), s.Address);
        s.AddCsr("csr-zz4tp", client: false, TimeSpan.FromMinutes(12), "Approved");
        return s;
    }

    /// <summary>A node of EKS: an IAM token instead of a client certificate, and no control plane to look at.</summary>
    private static NodeScenario ManagedNode()
    {
        var s = new NodeScenario { Client = null };
        s.NodeObjectOfNode["status"]!["nodeInfo"]!["kubeletVersion"] = "v1.34.2-eks-113cf36";
        s.NodeObjectOfNode["metadata"]!["labels"]!["eks.amazonaws.com/nodegroup"] = "workers";
        s.Kubeconfig = s.KubeconfigWith(new JsonObject
        {
            ["exec"] = new JsonObject { ["apiVersion"] = "client.authentication.k8s.io/v1beta1", ["command"] = "aws-iam-authenticator", ["args"] = new JsonArray("token", "-i", "prod") },
        });
        s.Bindings.RemoveAll(b => ((string?)b["metadata"]!["name"])!.StartsWith("kubeadm:", StringComparison.Ordinal));
        s.KubeletConfiguration.Remove("rotateCertificates");
        s.Process!["commandLine"] = new JsonArray("/usr/bin/kubelet", "--kubeconfig=/var/lib/kubelet/kubeconfig", "--config=/etc/kubernetes/kubelet/config.json");
        return s.Without("cluster/pods-kube-system.json").Without("cluster/logs/");
    }
}
