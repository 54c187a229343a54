using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class KubeletTrustsOldCaScenario : CauseScenario
{
    public override string Cause => "kubelet-trusts-old-ca";

    public override string NearMissIs => "apiserver-rejects-client-ca";

    /// <summary>The CA was rotated, and this node still has the old one alone; the API server accepts client certificates of both.</summary>
    public override NodeScenario Build() => AfterRotation(out var ca).With(s =>
    {
        s.ConfigMaps[1] = NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", s.Ca.Pem + ca.Pem);
        s.CallsFail(36, TimeSpan.FromMinutes(25), "tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: verification error\" while trying to verify candidate authority certificate \"kubernetes\")");
    });

    /// <summary>The kubelet trusts the new CA, and the API server does not accept the old one's certificates: the words stand in the API server's log.</summary>
    public override NodeScenario NearMiss() => AfterRotation(out var ca).With(s =>
    {
        s.Kubeconfig["clusters"]![0]!["cluster"]!["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ca.Pem + s.Ca.Pem));
        s.ConfigMaps[1] = NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", ca.Pem);
        s.CallsAreAnswered(36, TimeSpan.FromMinutes(25), "Unauthorized");
        s.ApiServerLog.Add(s.Klog('E', TimeSpan.FromSeconds(3), "authentication.go:75",
            "\"Unable to authenticate the request\" err=\"[verifying certificate SN=4711, SKID=35:0F:83, AKID=DD:52:D1 failed: x509: certificate signed by unknown authority, invalid bearer token]\""));
    });

    private static NodeScenario AfterRotation(out ForgedAuthority ca)
    {
        var s = new NodeScenario();
        ca = CertificateForge.Authority(s.Now.AddHours(-5), s.Now.AddYears(10));
        s.ConfigMaps[0] = NodeScenario.ConfigMap("kube-root-ca.crt", "ca.crt", ca.Pem);
        return s.NodeLostSince(s.Now.AddMinutes(-25));
    }
}
