using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class ApiserverRejectsClientCaScenario : CauseScenario
{
    public override string Cause => "apiserver-rejects-client-ca";

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>The cluster was made anew with the same names, and the node kept the client certificate of the former one. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Refused(
        TimeSpan.FromMinutes(40),
        (s, former) => former.IssueKubeletClient(s.Node, s.Now.AddDays(-100), s.Now.AddDays(265)),
        "x509: certificate signed by unknown authority");

    /// <summary>As many 401s, and the certificate is of the right CA and past its end.</summary>
    public override NodeScenario NearMiss() => Refused(
        TimeSpan.FromMinutes(4),
        (s, _) => s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365), s.Now.AddMinutes(-4)),
        "x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:50Z is after 2026-06-15T11:56:00Z")
        .With(s => s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(4), "certificate_manager.go:262", $"{KubeletLines.ClientSigner}: Current certificate is expired")));

    /// <summary>An API server without anonymous access answers 401 to whatever it does not accept.</summary>
    private static NodeScenario Refused(TimeSpan since, Func<NodeScenario, ForgedAuthority, ForgedCertificate> client, string refusal)
    {
        var s = new NodeScenario();
        s.ApiServerFlags.Add("--anonymous-auth=false");
        s.Client = client(s, CertificateForge.Authority(s.Now.AddYears(-5), s.Now.AddYears(5)));
        s.Serving = null;
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.NodeLostSince(s.Now - since);
        s.CallsAreAnswered(24, since, "Unauthorized");
        s.CsrCannotBeCreated(24, since, "Unauthorized");
        for (var ago = since; ago > TimeSpan.Zero; ago -= TimeSpan.FromSeconds(10))
        {
            s.ApiServerLog.Add(s.Klog('E', ago, "authentication.go:63",
                $"\"Unable to authenticate the request\" err=\"[verifying certificate SN=3301, SKID=9A:40:17, AKID=02:C1:5E failed: {refusal}, invalid bearer token]\""));
        }

        return s;
    }
}
