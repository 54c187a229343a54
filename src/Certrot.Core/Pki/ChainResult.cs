namespace Certrot.Pki;

/// <summary>The outcome of <see cref="ChainVerifier.Verify"/>.</summary>
/// <param name="Status">What it came to.</param>
/// <param name="Message">In Go's words (crypto/x509) where Go has any; for a valid chain, a sentence that names the anchor.</param>
/// <param name="Anchor">The anchor of a valid chain; else the CA that the failure is about; null where there is none.</param>
public sealed record ChainResult(ChainStatus Status, string Message, Certificate? Anchor)
{
    /// <summary>Whether a chain was found.</summary>
    public bool IsValid => Status == ChainStatus.Valid;
}
