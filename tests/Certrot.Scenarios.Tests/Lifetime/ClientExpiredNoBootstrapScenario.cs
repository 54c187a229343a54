using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class ClientExpiredNoBootstrapScenario : CauseScenario
{
    public override string Cause => "client-expired-no-bootstrap";

    public override string NearMissIs => "kubeconfig-static-cert";

    /// <summary>The certificate ended, somebody restarted the kubelet, and the bootstrap kubeconfig was removed after the join. Kubelet 1.20.</summary>
    public override NodeScenario Build() => Restarted(new NodeScenario().Expired(TimeSpan.FromHours(3)));

    /// <summary>The same lines, and rotation kept kubelet-client-current.pem valid: the kubeconfig embeds the original.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        var original = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365).AddHours(-3), s.Now.AddHours(-3));
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate-data"] = original.PemBase64, ["client-key-data"] = "REDACTED" });
        return Restarted(s);
    }

    private static NodeScenario Restarted(NodeScenario s)
    {
        s.KubeletLog.Clear();
        return s.CrashLoop(20, TimeSpan.FromMinutes(12), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            $"part of the existing bootstrap client certificate is expired: {s.Now.AddHours(-3):yyyy-MM-dd HH:mm:ss} +0000 UTC");
    }
}
