using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Clock;

internal sealed class ClockSkewNodeScenario : CauseScenario
{
    public override string Cause => "clock-skew-node";

    public override string NearMissIs => "apiserver-serving-cert-expired";

    /// <summary>The clock went five days ahead when the hardware clock was replaced; by it the API server's certificate, which ends in three days, is expired.</summary>
    public override NodeScenario Build() => Expired(TimeSpan.FromDays(5), new DateTimeOffset(2026, 6, 18, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The clock is right, and the certificate has ended.</summary>
    public override NodeScenario NearMiss() => Expired(TimeSpan.Zero, new DateTimeOffset(2026, 6, 15, 11, 20, 0, TimeSpan.Zero));

    private static NodeScenario Expired(TimeSpan ahead, DateTimeOffset end)
    {
        var s = new NodeScenario();
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(s.Now + ahead), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = ahead == TimeSpan.Zero };
        s.NodeLostSince(s.Now.AddMinutes(-40));
        s.KubeletLog.Clear();
        s.KubeletLog.AddRange(s.StartLines(TimeSpan.FromHours(1) - ahead));
        return s.CallsFail(24, TimeSpan.FromMinutes(40) - ahead,
            $"x509: certificate has expired or is not yet valid: current time {NodeScenario.Text(s.Now + ahead)} is after {NodeScenario.Text(end)}", TimeSpan.FromSeconds(2) - ahead);
    }
}
