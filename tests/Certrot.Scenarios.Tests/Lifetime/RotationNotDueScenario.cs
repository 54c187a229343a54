using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class RotationNotDueScenario : CauseScenario
{
    public override string Cause => "rotation-not-due";

    public override string Verdict => Verdicts.Healthy;

    public override string NearMissIs => "rotation-silently-stalled";

    /// <summary>Certificates of three weeks: an alert at 30 days fires from the first minute on.</summary>
    public override NodeScenario Build() => AtDay(6);

    /// <summary>Past 90 percent without an attempt.</summary>
    public override NodeScenario NearMiss() => AtDay(19.5);

    private static NodeScenario AtDay(double day)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-day), s.Now.AddDays(21 - day));
        return s;
    }
}
