using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

/// <summary>What says nothing about a node's trouble must not change its diagnosis.</summary>
public abstract class TransformationTests
{
    public static TheoryData<string> Names => [.. BundleCase.Names];

    /// <summary>The changed bundle, or null where the change does not apply.</summary>
    protected abstract IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files);

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_the_answer(string name)
    {
        var original = BundleCase.Find(name);
        if (Transform(original.Files) is not { } changed) return;

        var report = BundleFolder.Diagnose(changed);

        Assert.Equal(Show(original.Answer), Show(report));
    }

    private static string Show(Reports.DiagnosisReport report) => $"{report.RootCause.Id}/{report.RootCause.Certificate ?? "-"} {report.Verdict} {report.RootCause.Confidence}";
}
