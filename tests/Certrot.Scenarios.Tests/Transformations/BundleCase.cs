using System.Text;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;
using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

/// <summary>A bundle with an answer: recorded from a cluster, or built by the scenario of a cause.</summary>
internal sealed class BundleCase
{
    private static readonly Lazy<IReadOnlyDictionary<string, BundleCase>> recorded = new(() => RecordedCase.All.ToDictionary(c => c.Name, Of, StringComparer.Ordinal));

    private static readonly Lazy<IReadOnlyDictionary<string, BundleCase>> built = new(() =>
    {
        var cases = new Dictionary<string, BundleCase>(StringComparer.Ordinal);
        foreach (var type in typeof(BundleCase).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CauseScenario)) && !t.IsAbstract))
        {
            var scenario = (CauseScenario)Activator.CreateInstance(type)!;
            cases["built/" + type.Name] = Of(scenario.Build);
            cases["near-miss/" + type.Name] = Of(scenario.NearMiss);
        }

        return cases;
    });

    private readonly Lazy<IReadOnlyDictionary<string, byte[]>> files;
    private readonly Lazy<DiagnosisReport> answer;

    private BundleCase(Func<IReadOnlyDictionary<string, byte[]>> files, IReadOnlySet<string>? alsoRight)
    {
        this.files = new Lazy<IReadOnlyDictionary<string, byte[]>>(files);
        answer = new Lazy<DiagnosisReport>(() => BundleFolder.Diagnose(Files));
        AlsoRight = alsoRight ?? new HashSet<string>(StringComparer.Ordinal);
    }

    public static IEnumerable<string> Names => recorded.Value.Keys.Concat(built.Value.Keys).Order(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Files => files.Value;

    /// <summary>What the bundle gets as it is.</summary>
    public DiagnosisReport Answer => answer.Value;

    /// <summary>Causes that are as right as the one of <see cref="Answer"/>.</summary>
    public IReadOnlySet<string> AlsoRight { get; }

    public static BundleCase Find(string name) => recorded.Value.TryGetValue(name, out var found) ? found : built.Value[name];

    private static BundleCase Of(RecordedCase recorded) => new(() => recorded.Files, new HashSet<string>([recorded.RootCause, .. recorded.Acceptable], StringComparer.Ordinal));

    private static BundleCase Of(Func<NodeScenario> build) =>
        new(() => build().Bundle().ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value), StringComparer.Ordinal), null);
}
