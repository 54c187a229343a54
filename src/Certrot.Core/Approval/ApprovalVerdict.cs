namespace Certrot.Approval;

/// <summary>The policy's answer to a CSR.</summary>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Rule">The rule that decides: the first that does not hold; <c>all</c> where all hold.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
/// <param name="MayDeny">Whether it may be denied: it is refused for what it is, not for what the cluster is at present.</param>
/// <param name="Rules">What each rule says; empty where the CSR is ignored.</param>
/// <param name="NeedsLiveCertificate">Whether the certificate that the kubelet shows could change the answer.</param>
public sealed record ApprovalVerdict(Decision Decision, string Rule, string Reason, bool MayDeny, IReadOnlyList<RuleResult> Rules, bool NeedsLiveCertificate)
{
    /// <summary>The id in place of a rule's where all hold.</summary>
    public const string AllRules = "all";
}
