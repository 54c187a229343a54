using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class ClientExpiredRotationDisabledScenario : CauseScenario
{
    public override string Cause => "client-expired-rotation-disabled";

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>A year after kubeadm join with rotateCertificates: false the certificate ends under the running kubelet. Kubelet 1.24.</summary>
    public override NodeScenario Build() => OneYearOn(false);

    /// <summary>The same end with rotation on: something else kept it from rotating.</summary>
    public override NodeScenario NearMiss() => OneYearOn(true);

    private static NodeScenario OneYearOn(bool rotates)
    {
        var s = new NodeScenario().Expired(TimeSpan.FromHours(2));
        s.KubeletConfiguration["rotateCertificates"] = rotates;
        s.KubeletLog.RemoveAll(l => l.Contains("Client rotation is on", StringComparison.Ordinal));
        if (rotates) s.KubeletLog.Add(s.Klog('I', TimeSpan.FromHours(2), "certificate_manager.go:263", $"{KubeletLines.ClientSigner}: Current certificate is expired"));
        return s.CallsAreForbidden(24, TimeSpan.FromMinutes(119), "system:anonymous");
    }
}
