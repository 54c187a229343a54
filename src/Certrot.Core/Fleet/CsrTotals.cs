using Certrot.Kubernetes;

namespace Certrot.Fleet;

/// <summary>How many CSRs a cluster has.</summary>
/// <param name="Total">All.</param>
/// <param name="ByState">By how far they came; states that none is in may be missing.</param>
/// <param name="PendingOfKubelets">Those of the kubelets' two signers that nobody has decided on.</param>
/// <param name="OldestPending">When the oldest of <paramref name="PendingOfKubelets"/> was created, UTC; null where there is none.</param>
public sealed record CsrTotals(int Total, IReadOnlyDictionary<CsrState, int> ByState, int PendingOfKubelets, DateTimeOffset? OldestPending);
