using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Approval.Policy;
using Certrot.Collect.Approval;

namespace Certrot.Server.Diagnosing;

/// <summary>Judges the CSRs of a cluster on request, as <c>certrot csr list</c> does; one after the other, for each lists all CSRs. Safe for concurrent use.</summary>
/// <param name="policy">The policy.</param>
/// <param name="machines">The cluster with the Machines; null where the policy has none, or they are where the CSRs are.</param>
/// <param name="clock">Tells the time.</param>
public sealed class CsrReviews(ApprovalPolicy policy, KubernetesApi? machines, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turns = new(1);

    /// <summary>Judges them.</summary>
    /// <returns>The newest first.</returns>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials, or CSRs cannot be listed.</exception>
    /// <exception cref="OperationCanceledException">Whoever asked has gone, or it took longer than a minute.</exception>
    public async Task<IReadOnlyList<CsrReview>> ReviewAsync(KubernetesApi api, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        await turns.WaitAsync(limit.Token).ConfigureAwait(false);
        try
        {
            var reviews = await new CsrReviewer(api, machines, policy, clock).ReviewAsync(limit.Token).ConfigureAwait(false);
            return [.. reviews.OrderByDescending(r => r.Case.Csr.Meta.Created).ThenBy(r => r.Case.Csr.Meta.Name, StringComparer.Ordinal)];
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();
}
