using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class ApiserverServingCertExpiredScenario : CauseScenario
{
    public override string Cause => "apiserver-serving-cert-expired";

    public override string NearMissIs => "clock-skew-node";

    /// <summary>The collector meets the expired certificate as well: it gets nothing from the API server.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario();
        s.CallsFail(36, TimeSpan.FromMinutes(28), Expired("2026-06-15T11:59:50Z", "2026-06-15T11:31:40Z"));
        foreach (var path in new[] { "nodes", "events", "certificatesigningrequests", "leases" })
            s.Errors.Add(($"cluster/{path}.json", $"Get \"{s.Server}/api/v1/{path}?limit=500\": {Expired("2026-06-15T12:00:00Z", "2026-06-15T11:31:40Z")}"));
        return s.Without("cluster/");
    }

    /// <summary>The same words in the kubelet's log, whose clock runs twenty hours ahead; the certificate ends tonight.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        var ahead = TimeSpan.FromHours(20);
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(s.Now + ahead), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };
        s.NodeLostSince(s.Now.AddMinutes(-28));
        return s.CallsFail(36, TimeSpan.FromMinutes(28) - ahead, Expired("2026-06-16T07:59:50Z", "2026-06-15T23:31:40Z"), TimeSpan.FromSeconds(2) - ahead);
    }

    private static string Expired(string now, string end) => $"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time {now} is after {end}";
}
