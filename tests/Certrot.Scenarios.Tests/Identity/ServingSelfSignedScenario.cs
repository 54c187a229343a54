using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class ServingSelfSignedScenario : CauseScenario
{
    public override string Cause => "serving-self-signed";

    public override string? Certificate => "serving";

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "serving-static-cert-expired";

    /// <summary>The API server was given --kubelet-certificate-authority, and the kubelet serves its own certificate.</summary>
    public override NodeScenario Build() => Called(100, "tls: failed to verify certificate: x509: certificate signed by unknown authority");

    /// <summary>The same certificate, past its end.</summary>
    public override NodeScenario NearMiss() => Called(370, "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-06-15T11:57:00Z is after 2026-06-10T12:00:00Z");

    private static NodeScenario Called(int days, string error)
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.ApiServerFlags.Add("--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt");
        var own = SelfSigned.Of(s, s.Now.AddDays(-days));
        s.WithFile("node/pki/kubelet.crt", own.Pem).WithFile("node/serving.pem", own.Pem);
        s.ApiServerLog.Add(s.Klog('E', TimeSpan.FromMinutes(3), "status.go:71",
            $"\"Unhandled Error\" err=\"apiserver received an error that is not an metav1.Status: &url.Error{{Op:\\\"Get\\\"}}: Get \\\"https://{s.Address}:10250/containerLogs/default/web-0/web\\\": {error}\" logger=\"UnhandledError\""));
        return s;
    }
}
