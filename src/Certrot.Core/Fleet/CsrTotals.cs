using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>How many CSRs a cluster has.</summary>
/// <param name="Total">All.</param>
/// <param name="ByState">By how far they came; states that none is in may be missing.</param>
/// <param name="Pending">Those that nobody has decided on, of the kubelets' two signers.</param>
public sealed record CsrTotals(int Total, IReadOnlyDictionary<CsrState, int> ByState, IReadOnlyList<PendingCsrsReport> Pending)
{
    /// <summary>Those of the kubelets' two signers that nobody has decided on.</summary>
    public int PendingOfKubelets => Pending.Sum(p => p.Count);

    /// <summary>When the oldest of them was created, UTC; null where there is none.</summary>
    public DateTimeOffset? OldestPending => Pending.Min(p => p.Oldest);
}
