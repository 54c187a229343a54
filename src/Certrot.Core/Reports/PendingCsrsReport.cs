namespace Certrot.Reports;

/// <summary>The CSRs of one of the kubelets' signers that nobody has decided on.</summary>
/// <param name="Signer">The signer.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was created, UTC; null where there is none.</param>
public sealed record PendingCsrsReport(string Signer, int Count, DateTimeOffset? Oldest);
