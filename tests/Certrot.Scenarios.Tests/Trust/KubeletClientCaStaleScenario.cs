using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class KubeletClientCaStaleScenario : CauseScenario
{
    public override string Cause => "kubelet-client-ca-stale";

    public override string? Certificate => null;

    public override string NearMissIs => "kubelet-trusts-old-ca";

    /// <summary>The node's kubeconfig got the new CA, its client CA file did not. Kubelet 1.20.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario { ClientCaFile = CertificateForge.Authority(new NodeScenario().Now.AddYears(-9), new NodeScenario().Now.AddYears(1)).Pem };
        return s.LogRepeatedly(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7), 'E', "server.go:269",
            "Unable to authenticate the request due to an error: verifying certificate SN=7204553, SKID=, AKID=0B:6C:3E failed: x509: certificate signed by unknown authority");
    }

    /// <summary>The same words behind the API server's URL: it is the kubelet that calls.</summary>
    public override NodeScenario NearMiss()
    {
        var old = CertificateForge.Authority(new NodeScenario().Now.AddYears(-9), new NodeScenario().Now.AddYears(1));
        var s = new NodeScenario { ClientCaFile = old.Pem };
        s.Kubeconfig["clusters"]![0]!["cluster"]!["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(old.Pem));
        s.NodeLostSince(s.Now.AddMinutes(-50));
        return s.CallsFail(20, TimeSpan.FromMinutes(50), "x509: certificate signed by unknown authority");
    }
}
