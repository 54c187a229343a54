using Certrot.Reports;

namespace Certrot.Scenarios.Tests;

/// <summary>What every report of a scenario must be.</summary>
internal static class Judged
{
    public static DiagnosisReport As(DiagnosisReport report, string cause, string? certificate, string verdict)
    {
        Assert.Equal(cause, report.RootCause.Id);
        Assert.Equal(certificate, report.RootCause.Certificate);
        Assert.Equal(verdict, report.Verdict);
        Assert.True(report.RootCause.Since is null || report.RootCause.Since <= report.EvidenceAt, $"since {report.RootCause.Since} lies after the evidence");
        if (verdict is Verdicts.Failing or Verdicts.AtRisk) Assert.NotEmpty(report.Fix);
        if (verdict != Verdicts.Undetermined && verdict != Verdicts.Healthy) Assert.NotEmpty(report.RootCause.Evidence);
        return report;
    }
}
