using Certrot.Approval;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;

namespace Certrot.Act.Tests.Approval;

/// <summary>Reviews of CSRs in the cluster of the attack suite.</summary>
internal static class Reviews
{
    public static CsrReview Of(CsrBuilder csr)
    {
        var request = AttackedCluster.Case(csr.Build());
        return new CsrReview(request, ApprovalJudge.Decide(request));
    }
}
