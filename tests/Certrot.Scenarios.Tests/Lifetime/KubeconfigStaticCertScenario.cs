using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class KubeconfigStaticCertScenario : CauseScenario
{
    public override string Cause => "kubeconfig-static-cert";

    public override string NearMissIs => "client-expired-no-bootstrap";

    /// <summary>A control-plane node of an old kubeadm: the kubeconfig embeds the first certificate, which ended while rotation went on. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Embedded(365 - 100);

    /// <summary>What rotation wrote has ended as well.</summary>
    public override NodeScenario NearMiss() => Embedded(-1);

    private static NodeScenario Embedded(int daysLeft)
    {
        var s = new NodeScenario();
        var original = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-366), s.Now.AddDays(-1));
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate-data"] = original.PemBase64, ["client-key-data"] = "REDACTED" });
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(daysLeft - 365), s.Now.AddDays(daysLeft));
        s.NodeLostSince(s.Now.AddMinutes(-10));
        s.KubeletLog.Clear();
        return s.CrashLoop(24, TimeSpan.FromMinutes(9), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            $"part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: {s.Now.AddDays(-1):yyyy-MM-dd HH:mm:ss} +0000 UTC");
    }
}
