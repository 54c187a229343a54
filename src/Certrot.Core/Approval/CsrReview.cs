namespace Certrot.Approval;

/// <summary>A CSR and the policy's answer to it.</summary>
/// <param name="Case">The CSR with everything that decided it.</param>
/// <param name="Verdict">The answer.</param>
public sealed record CsrReview(ApprovalCase Case, ApprovalVerdict Verdict);
