using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class ApiserverRejectsClientCaScenario : CauseScenario
{
    public override string Cause => "apiserver-rejects-client-ca";

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>The cluster was made anew with the same names, and the node kept the client certificate of the former one. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Refused(
        (s, former) => former.IssueKubeletClient(s.Node, s.Now.AddDays(-100), s.Now.AddDays(265)),
        "x509: certificate signed by unknown authority");

    /// <summary>As many 401s, and the certificate is of the right CA and past its end.</summary>
    public override NodeScenario NearMiss() => Refused(
        (s, _) => s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365), s.Now.AddHours(-2)),
        "x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:50Z is after 2026-06-15T10:00:00Z");

    private static NodeScenario Refused(Func<NodeScenario, ForgedAuthority, ForgedCertificate> client, string refusal)
    {
        var s = new NodeScenario();
        s.Client = client(s, CertificateForge.Authority(s.Now.AddYears(-5), s.Now.AddYears(5)));
        s.Serving = null;
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.NodeLostSince(s.Now.AddHours(-2));
        s.CallsAreAnswered(24, TimeSpan.FromMinutes(40), "Unauthorized");
        s.CsrCannotBeCreated(24, TimeSpan.FromMinutes(40), "Unauthorized");
        for (var ago = TimeSpan.FromMinutes(40); ago > TimeSpan.Zero; ago -= TimeSpan.FromSeconds(10))
        {
            s.ApiServerLog.Add(s.Klog('E', ago, "authentication.go:63",
                $"\"Unable to authenticate the request\" err=\"[verifying certificate SN=3301, SKID=9A:40:17, AKID=02:C1:5E failed: {refusal}, invalid bearer token]\""));
        }

        return s;
    }
}
