using Certrot.Approval;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;

namespace Certrot.Collect.Approval;

/// <summary>Decides CSRs by a policy and by what is known of the cluster, and asks a kubelet for its present certificate where that could change the answer.</summary>
/// <param name="policy">The policy.</param>
/// <param name="facts">What is known; read under <paramref name="gate"/>.</param>
/// <param name="counts">What was approved of late; read under <paramref name="gate"/>.</param>
/// <param name="live">Asks kubelets.</param>
/// <param name="gate">Held while facts and counts are read.</param>
public sealed class CsrDecider(ApprovalPolicy policy, ClusterFacts facts, ApprovalCounts counts, LiveCertificateReader live, Lock gate)
{
    /// <summary>Decides a CSR.</summary>
    /// <param name="csr">The CSR.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <param name="cancellation">Ends the waiting for a kubelet.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<CsrReview> DecideAsync(CsrObject csr, DateTimeOffset now, CancellationToken cancellation)
    {
        var review = Decide(csr, now, null);
        if (!review.Verdict.NeedsLiveCertificate) return review;
        Kubernetes.Node? node;
        lock (gate) node = facts.Nodes.Find(review.Case.Node);
        return node is null ? review : Decide(csr, now, await live.ReadAsync(node, cancellation).ConfigureAwait(false));
    }

    private CsrReview Decide(CsrObject csr, DateTimeOffset now, LiveCertificate? shown)
    {
        lock (gate)
        {
            var request = new ApprovalCase { Object = csr, Policy = policy, Facts = facts, Now = now, Live = shown };
            var (signer, since) = (csr.Csr.SignerName, now - policy.LimitWindow);
            request = request with { ApprovedForNode = counts.ForNode(signer, request.Node, since), ApprovedForUser = counts.ForUser(signer, csr.Csr.Username, since) };
            return new CsrReview(request, ApprovalJudge.Decide(request));
        }
    }
}
