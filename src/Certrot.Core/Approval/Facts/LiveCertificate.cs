namespace Certrot.Approval.Facts;

/// <summary>The serving certificate that a kubelet shows at present.</summary>
/// <param name="Names">Its names and addresses; empty where it vouches for nothing.</param>
/// <param name="Problem">Why it vouches for nothing: it cannot be had, comes from another CA, has ended, or is another node's; null where it does.</param>
/// <param name="IsUnknown">Whether that may be otherwise in a moment: the kubelet could not be reached.</param>
public sealed record LiveCertificate(IReadOnlySet<AltName> Names, string? Problem, bool IsUnknown);
