using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes the report's part on a certificate.</summary>
internal static class CertificateWriter
{
    public static CertificateReport Write(Situation situation, CertificateState state) => new()
    {
        Stage = Name(state.Stage),
        StageText = Text(state.Stage),
        NotBefore = state.NotBefore,
        NotAfter = state.NotAfter,
        RotationWindow = state is { WindowStart: { } start, WindowEnd: { } end } ? [start, end] : [],
        Expired = state.Expired,
        SecondsLeft = state.NotAfter is { } notAfter ? (long)(notAfter - situation.Now).TotalSeconds : null,
        Subject = state.Certificate?.Subject.Text,
        Issuer = state.Certificate?.Issuer.Text,
        Source = state.CertificateSource?.ToString() ?? state.ExpiryQuote?.Source.ToString(),
        LastRotation = state.LastRotation,
        Csr = state.Newest is { } csr ? new CsrReport(csr.Meta.Name, csr.StatusColumn, csr.Meta.Created, csr.Username) : null,
    };

    public static string Name(RotationStage stage) => stage switch
    {
        RotationStage.NotRotated => "not-rotated",
        RotationStage.NotDue => "not-due",
        RotationStage.Due => "due",
        RotationStage.NotRequested => "not-requested",
        RotationStage.Pending => "pending",
        RotationStage.Denied => "denied",
        RotationStage.ApprovedNotIssued => "approved-not-issued",
        RotationStage.Failed => "failed",
        RotationStage.IssuedNotStored => "issued-not-stored",
        RotationStage.StoredNotUsed => "stored-not-used",
        RotationStage.InUse => "in-use",
        _ => "unknown",
    };

    public static string Text(RotationStage stage) => stage switch
    {
        RotationStage.NotRotated => "nothing renews it",
        RotationStage.NotDue => "in date, renewal not due yet",
        RotationStage.Due => "in its rotation window, not asked for yet",
        RotationStage.NotRequested => "a new one is needed and no CSR exists",
        RotationStage.Pending => "the CSR waits for approval",
        RotationStage.Denied => "the CSR was denied",
        RotationStage.ApprovedNotIssued => "the CSR is approved and no signer issued it",
        RotationStage.Failed => "the signer refused the CSR",
        RotationStage.IssuedNotStored => "issued, and not in the certificate directory",
        RotationStage.StoredNotUsed => "a newer one is on disk, and another is in use",
        RotationStage.InUse => "issued, stored and in use",
        _ => "not known",
    };
}
