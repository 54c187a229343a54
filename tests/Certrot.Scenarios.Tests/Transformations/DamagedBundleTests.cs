using System.Text.Json;
using Certrot.Causes;
using Certrot.Render;
using Certrot.Reports;
using Certrot.TestKit.Transformations;
using FsCheck;
using FsCheck.Fluent;

namespace Certrot.Scenarios.Tests.Transformations;

/// <summary>Whatever happened to the evidence: no exception, a report that keeps its contract, in every output.</summary>
[Trait("needs", "minutes")]
public sealed class DamagedBundleTests
{
    private static readonly Arbitrary<string> names = Gen.Elements(BundleCase.Names.ToArray()).ToArbitrary();

    private static readonly string[] verdicts = [Verdicts.Failing, Verdicts.AtRisk, Verdicts.Healthy, Verdicts.NotCertificateRelated, Verdicts.Undetermined];

    [Fact]
    public void Damaged_evidence_gives_a_report_that_keeps_the_contract()
    {
        Prop.ForAll(names, names, ArbMap.Default.ArbFor<int>(), (name, other, seed) =>
        {
            var broken = Broken(BundleFolder.Diagnose(BundleDamage.Apply(BundleCase.Find(name).Files, BundleCase.Find(other).Files, seed)));
            return broken.Count == 0 ? true : throw new InvalidOperationException(string.Join("; ", broken));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void What_is_checked_can_fail()
    {
        var report = BundleCase.Find(BundleCase.Names.First()).Answer;

        Assert.NotEmpty(Broken(report with { Playbook = [] }));
        Assert.NotEmpty(Broken(report with { Candidates = [] }));
        Assert.NotEmpty(Broken(report with { Verdict = "fine" }));
        Assert.NotEmpty(Broken(report with { RootCause = report.RootCause with { Id = "gremlins" } }));
        Assert.NotEmpty(Broken(report with { RootCause = report.RootCause with { Id = "kcm-down", Confidence = "confirmed", Evidence = [] } }));
    }

    /// <summary>What the report promises and does not keep.</summary>
    private static List<string> Broken(DiagnosisReport report)
    {
        var broken = new List<string>();
        var root = report.RootCause;
        var cause = CauseCatalogue.Find(root.Id);
        if (cause is null) broken.Add($"{root.Id} is no label");
        if (!verdicts.Contains(report.Verdict)) broken.Add($"{report.Verdict} is no verdict");
        if (report.Candidates.Count == 0 || report.Candidates[0].Id != root.Id) broken.Add("the root cause is not the first candidate");
        if (!report.Candidates.Select(c => c.Id).SequenceEqual(report.Candidates.Select(c => c.Id).Distinct())) broken.Add("a candidate stands twice");
        if (report.Candidates.Any(c => c.Score is < 0 or > 1)) broken.Add("a score is outside 0 to 1");
        if (report.OtherCauses.Any(c => c.Id == root.Id)) broken.Add("the root cause stands beside itself");
        if (report.RuledOut.Any(r => r.Id == root.Id)) broken.Add("the root cause is ruled out");
        if (report.Playbook.Count != 7) broken.Add($"{report.Playbook.Count} playbook steps");
        if (report.Diagnosis.Count != 8) broken.Add($"{report.Diagnosis.Count} diagnosis rules");
        if (root is { Confidence: "confirmed", Evidence.Count: 0 } && cause?.Kind == CauseKind.Core) broken.Add($"{root.Id} is confirmed by nothing");
        if (root.Confidence == "possible" && report.Verdict is (Verdicts.Failing or Verdicts.AtRisk)) broken.Add($"{report.Verdict} on a mere possibility");
        if (root.Since > report.EvidenceAt) broken.Add($"since {root.Since:O}, after the evidence");
        if (report.Verdict == Verdicts.Undetermined && report.NextChecks.Count == 0) broken.Add("undetermined, and nothing to check next");
        if (report.Timeline.Zip(report.Timeline.Skip(1)).Any(p => p.First.Time > p.Second.Time)) broken.Add("the timeline is not in order");

        JsonDocument.Parse(JsonReport.Write(report)).Dispose();
        using var text = new StringWriter();
        TextReport.Write(text, report, new RenderOptions { Width = 80 });
        MarkdownReport.Write(text, report);
        HtmlReport.Write(text, report);
        YamlReport.Write(text, report);
        return broken;
    }
}
