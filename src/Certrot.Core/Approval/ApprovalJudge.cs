using Certrot.Approval.Rules;
using Certrot.Kubernetes;

namespace Certrot.Approval;

/// <summary>Decides CSRs by a policy: approved is only what every rule lets pass. Pure; the case brings the time and everything that is known.</summary>
public static class ApprovalJudge
{
    /// <summary>Why a CSR is ignored, in place of a rule.</summary>
    private const string NotOurs = "signer", Decided = "decided", LeftToOthers = "left-to-others";

    /// <summary>The rules, in the order in which they are shown and decide.</summary>
    public static IReadOnlyList<ApprovalRule> Rules { get; } =
    [
        new RequestorRule(), new RequestFormRule(), new SubjectRule(), new NodeNameRule(), new SignatureRule(), new KeyRule(), new UsagesRule(), new LifetimeRule(),
        new AltNamesRule(), new AllowedNamesRule(), new ReservedNamesRule(), new OtherNodesRule(), new NodeExistsRule(), new OwnNamesRule(), new ExpectedNodeRule(), new TakeoverRule(), new LimitRule(),
    ];

    /// <summary>Decides a CSR.</summary>
    public static ApprovalVerdict Decide(ApprovalCase request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Outside(request) is { } outside) return outside;
        var results = Judge(request);
        var failed = Array.Find(results, r => r.Outcome == RuleOutcome.Fail);
        var open = Array.Find(results, r => r.Outcome == RuleOutcome.Wait);
        if (failed is not null) return new ApprovalVerdict(Decision.Refuse, failed.Rule, failed.Text, Array.Exists(results, r => r is { Outcome: RuleOutcome.Fail, IsFinal: true }), results, NeedsLiveCertificate: false);
        if (open is not null)
        {
            var needsLive = request.Live is null && Array.TrueForAll(results, r => r.Outcome != RuleOutcome.Wait || r.Rule == OwnNamesRule.RuleId) && OwnNamesRule.MayAskKubelet(request);
            return new ApprovalVerdict(Decision.Wait, open.Rule, open.Text, MayDeny: false, results, needsLive);
        }

        var summary = request.Kind == RequestKind.Serving ? results.First(r => r.Rule == OwnNamesRule.RuleId).Text : results.First(r => r.Rule == RequestorRule.RuleId).Text;
        return new ApprovalVerdict(Decision.Approve, ApprovalVerdict.AllRules, summary, MayDeny: false, results, NeedsLiveCertificate: false);
    }

    /// <summary>What each rule says of a CSR that has been decided already, for those who look back.</summary>
    /// <returns>The results; empty where the CSR is none of a kubelet's, or left to others.</returns>
    public static IReadOnlyList<RuleResult> LookBack(ApprovalCase request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Outside(request) is { Rule: Decided } ? Judge(request) : [];
    }

    private static RuleResult[] Judge(ApprovalCase request)
    {
        var results = new RuleResult[Rules.Count];
        for (var i = 0; i < results.Length; i++) results[i] = Rules[i].Judge(request);
        return results;
    }

    /// <summary>What is looked at before anything else: approval of another signer's CSR would be the worst mistake, so nothing of such a CSR is even read.</summary>
    private static ApprovalVerdict? Outside(ApprovalCase request)
    {
        var csr = request.Csr;
        if (csr.SignerName is not (SignerNames.KubeletClient or SignerNames.KubeletServing)) return Ignore(NotOurs, $"the signer {csr.SignerName} is none of a kubelet's");
        var left = request.Kind switch
        {
            RequestKind.Serving when request.Policy.Serving is null => Ignore(LeftToOthers, "the policy leaves serving certificates to others"),
            RequestKind.Renewal when !request.Policy.RenewsClient => Ignore(LeftToOthers, "the policy leaves renewals of client certificates to others"),
            RequestKind.Bootstrap when request.Policy.Bootstrap is null => Ignore(LeftToOthers, "the policy leaves nodes that join to others"),
            _ => null,
        };
        if (left is not null) return left;
        if (csr.Denied is not null) return Ignore(Decided, "it is denied");
        if (csr.Approved is not null) return Ignore(Decided, csr.HasCertificate ? "it is approved, and the certificate is issued" : "it is approved");
        if (csr.Failed is not null) return Ignore(Decided, "the signer has refused it");
        if (csr.HasCertificate) return Ignore(Decided, "the certificate is issued");
        if (request.Object.IsDeleting) return Ignore(Decided, "it is being deleted");
        return null;
    }

    private static ApprovalVerdict Ignore(string rule, string reason) => new(Decision.Ignore, rule, reason, MayDeny: false, [], NeedsLiveCertificate: false);
}
