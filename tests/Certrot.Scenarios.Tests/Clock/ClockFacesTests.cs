using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Clock;

public sealed class ClockFacesTests
{
    [Fact]
    public void What_a_fast_clock_breaks_began_before_the_evidence_was_collected()
    {
        var report = Judged.As(new ClockSkewNodeScenario().Build().Diagnose(), "clock-skew-node", "client", Verdicts.Failing);

        Assert.Equal(new NodeScenario().Now.AddMinutes(-40), report.RootCause.Since);
    }

    [Fact]
    public void A_clock_without_a_battery_starts_in_1970()
    {
        var s = new NodeScenario();
        var nodeTime = new DateTimeOffset(1970, 1, 1, 0, 30, 0, TimeSpan.Zero);
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(nodeTime), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.KubeletLog.Clear();
        var behind = s.Now - new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero);
        s.CallsFail(24, TimeSpan.FromMinutes(20) + behind, "x509: certificate has expired or is not yet valid: current time 1970-01-01T00:29:00Z is before 2026-03-01T00:00:00Z", TimeSpan.FromSeconds(2) + behind);

        var report = Judged.As(s.Diagnose(), "clock-skew-node", "client", Verdicts.Failing);
        Assert.Equal(s.Now.AddMinutes(-20), report.RootCause.Since);
    }

    [Fact]
    public void Twenty_minutes_that_harm_nothing_yet_are_a_risk()
    {
        var s = new NodeScenario();
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(s.Now.AddMinutes(20)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };

        Judged.As(s.Diagnose(), "clock-skew-node", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void Three_minutes_are_within_the_signers_margin()
    {
        var s = new NodeScenario();
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(s.Now.AddMinutes(3)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = true };

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void An_API_server_certificate_of_the_future_is_not_this_nodes_clock_when_that_is_right()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsFail(36, TimeSpan.FromMinutes(20), "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:58Z is before 2026-06-15T13:20:00Z");

        var report = Judged.As(s.Diagnose(), "clock-skew-control-plane", "client", Verdicts.Failing);
        Assert.Contains(report.RuledOut, r => r.Id == "clock-skew-node");
    }

    [Fact]
    public void Without_a_reading_the_same_words_speak_of_the_nodes_clock()
    {
        var s = new NodeScenario { Clock = null };
        s.NodeLostSince(s.Now.AddMinutes(-20));
        s.CallsFail(24, TimeSpan.FromMinutes(20), "x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:58Z is before 2026-06-15T13:20:00Z");

        var report = Judged.As(s.Diagnose(), "clock-skew-node", "client", Verdicts.Failing);
        Assert.Equal("likely", report.RootCause.Confidence);
        Assert.NotEmpty(report.NextChecks);
    }
}
