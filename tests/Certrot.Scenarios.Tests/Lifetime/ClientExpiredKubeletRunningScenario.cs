using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class ClientExpiredKubeletRunningScenario : CauseScenario
{
    public override string Cause => "client-expired-kubelet-running";

    public override string NearMissIs => "client-csr-autoapprove-rbac-missing";

    /// <summary>The kubelet says that it has no valid certificate any more; why it was not renewed is not in the evidence. Kubelet 1.36.</summary>
    public override NodeScenario Build() => Ended();

    /// <summary>The CSR is there, pending, and RBAC says why.</summary>
    public override NodeScenario NearMiss() => Ended().WithoutBinding("kubeadm:node-autoapprove-certificate-rotation").With(s => s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9)));

    private static NodeScenario Ended()
    {
        var s = new NodeScenario().Expired(TimeSpan.FromMinutes(20));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(20), "certificate_manager.go:311", $"\"Current certificate is expired\" logger=\"{KubeletLines.ClientSigner}\""));
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(15), "transport.go:133", "\"No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials.\" lastCertificateAvailabilityTime=\"2026-06-15 11:40:00\" shutdownThreshold=\"5m0s\""));
        return s;
    }
}
