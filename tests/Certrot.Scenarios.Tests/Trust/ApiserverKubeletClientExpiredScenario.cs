using Certrot.Reports;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class ApiserverKubeletClientExpiredScenario : CauseScenario
{
    public override string Cause => "apiserver-kubelet-client-expired";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "kubelet-client-ca-stale";

    /// <summary>kubectl logs is answered 401 by a healthy node. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Incoming("x509: certificate has expired or is not yet valid: current time 2026-06-15T11:58:20Z is after 2026-06-14T08:12:09Z");

    /// <summary>The API server's client certificate is new, and of a CA that the node was not told of.</summary>
    public override NodeScenario NearMiss() => Incoming("x509: certificate signed by unknown authority")
        .With(s => s.ClientCaFile = CertificateForge.Authority(s.Now.AddYears(-9), s.Now.AddYears(1)).Pem);

    private static NodeScenario Incoming(string refusal)
    {
        var s = new NodeScenario();
        return s.LogRepeatedly(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7), 'E', "server.go:264",
            $"\"Unable to authenticate the request due to an error\" err=\"verifying certificate SN=7204553, SKID=, AKID=0B:6C:3E failed: {refusal}\"");
    }
}
