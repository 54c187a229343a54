using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class SignerCaInvalidScenario : CauseScenario
{
    public override string Cause => "signer-ca-invalid";

    public override string NearMissIs => "kcm-down";

    /// <summary>A CA rotation put the bundle of old and new CA into --cluster-signing-cert-file: kube-controller-manager ends at each start.</summary>
    public override NodeScenario Build() => Down(s => s.Klog('E', TimeSpan.FromSeconds(100), "controllermanager.go:266",
        "\"Error starting controllers\" err=\"failed to init kubernetes.io/kubelet-serving certificate controller: error reading CA cert file \\\"/etc/kubernetes/pki/ca.crt\\\": expected 1 certificate, found 2\""));

    /// <summary>As far down, and another reason: its own client certificate expired.</summary>
    public override NodeScenario NearMiss() => Down(s => s.Klog('E', TimeSpan.FromSeconds(100), "leaderelection.go:448",
        "\"Error retrieving lease lock\" err=\"Unauthorized\" lock=\"kube-system/kube-controller-manager\""));

    private static NodeScenario Down(Func<NodeScenario, string> lastWords)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-m9x2d", client: true, TimeSpan.FromMinutes(7));
        s.AddCsr("csr-k4t8w", client: true, TimeSpan.FromMinutes(22));
        s.ControllerManagerWaiting = "CrashLoopBackOff";
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == "kube-controller-manager");
        s.Leases.Add(NodeScenario.Lease("kube-system", "kube-controller-manager", "cp-1_5a1f", s.Now.AddHours(-2)));
        s.ControllerManagerLog.Add(s.Klog('I', TimeSpan.FromSeconds(101), "serving.go:386", "\"Generated self-signed cert in-memory\""));
        s.ControllerManagerLog.Add(lastWords(s));
        return s;
    }
}
