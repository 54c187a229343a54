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
}
