namespace Certrot.Reports;

/// <summary>Values of <see cref="DiagnosisReport.Verdict"/>.</summary>
public static class Verdicts
{
    /// <summary>Rotation fails now, or a certificate is already lost.</summary>
    public const string Failing = "failing";

    /// <summary>Nothing failed yet; it will if nothing changes.</summary>
    public const string AtRisk = "at-risk";

    /// <summary>Nothing is wrong with the node's certificates.</summary>
    public const string Healthy = "healthy";

    /// <summary>Something is wrong, and it is not the node's certificates.</summary>
    public const string NotCertificateRelated = "not-certificate-related";

    /// <summary>The evidence does not allow an answer.</summary>
    public const string Undetermined = "undetermined";

    /// <summary>The worst of some verdicts: failing, at risk, undetermined, and then what is no matter of certificates; healthy where there is none.</summary>
    public static string Worst(IEnumerable<string> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        return verdicts.DefaultIfEmpty(Healthy).MaxBy(Weight)!;
    }

    /// <summary>How bad a verdict is, from 0.</summary>
    public static int Weight(string verdict) => verdict switch
    {
        Failing => 4,
        AtRisk => 3,
        Undetermined => 2,
        NotCertificateRelated => 1,
        _ => 0,
    };
}
