using Certrot.Causes;
using Certrot.Collect;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Repair;

/// <summary>A recorded bundle or a cause's scenario, with the plan that is made of it.</summary>
internal sealed record PlannedCase(NodeEvidence Evidence, RepairPlan Plan)
{
    private const string NearMiss = ", near miss";

    private static readonly Dictionary<string, Lazy<PlannedCase>> cases = Sources().ToDictionary(s => s.Key, s => new Lazy<PlannedCase>(() => Read(s.Value())), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => cases.Keys;

    /// <summary>A folder below <c>tests/scenarios</c>, or the class of a scenario, with <c>, near miss</c> behind it for that.</summary>
    public static PlannedCase Of(string name) => cases[name].Value;

    private static Dictionary<string, Func<NodeEvidence>> Sources()
    {
        var all = RecordedCase.All.ToDictionary(c => c.Name, c => (Func<NodeEvidence>)(() => BundleReader.Read(c.Folder, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System)), StringComparer.Ordinal);
        foreach (var type in typeof(CauseScenarioTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CauseScenario)) && !t.IsAbstract))
        {
            var scenario = (CauseScenario)Activator.CreateInstance(type)!;
            all.Add(type.Name, () => scenario.Build().Read());
            all.Add(type.Name + NearMiss, () => scenario.NearMiss().Read());
        }

        return all;
    }

    private static PlannedCase Read(NodeEvidence evidence) => new(evidence, RepairPlanner.Plan(evidence));
}
