using Certrot.Causes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

public sealed class CauseScenarioTests
{
    private static readonly IReadOnlyList<CauseScenario> All =
    [
        .. typeof(CauseScenarioTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CauseScenario)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (CauseScenario)Activator.CreateInstance(t)!),
    ];

    public static TheoryData<string> Names => [.. All.Select(s => s.GetType().Name)];

    [Fact]
    public void A_healthy_node_is_healthy()
    {
        var report = new NodeScenario().Diagnose();

        Assert.Equal("healthy", report.RootCause.Id);
        Assert.Empty(report.OtherCauses);
    }

    [Fact]
    public void Every_cause_has_a_scenario()
    {
        var have = All.Select(s => s.Cause).ToHashSet(StringComparer.Ordinal);

        Assert.All(CauseCatalogue.All, c => Assert.Contains(c.Id, have));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_scenario_gets_its_label(string name)
    {
        var scenario = All.Single(s => s.GetType().Name == name);

        var report = scenario.Build().Diagnose();

        Assert.Equal(scenario.Cause, report.RootCause.Id);
        Assert.Equal(scenario.Certificate, report.RootCause.Certificate);
        Assert.Equal(scenario.Verdict, report.Verdict);
        Assert.Equal(scenario.Cause, report.Candidates[0].Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_near_miss_does_not(string name)
    {
        var scenario = All.Single(s => s.GetType().Name == name);

        var report = scenario.NearMiss().Diagnose();

        Assert.NotEqual(scenario.Cause, report.RootCause.Id);
        Assert.Equal(scenario.NearMissIs, report.RootCause.Id);
        Assert.DoesNotContain(report.OtherCauses, c => c.Id == scenario.Cause);
    }
}
