using Certrot.Act.Approval;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Approval.Policy;
using Certrot.Collect.Approval;
using Certrot.Kubernetes;
using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Act.Repair.Cluster;

/// <summary>Approves the CSR that a node waits for, where a policy lets it pass.</summary>
/// <param name="api">The cluster.</param>
/// <param name="machines">The cluster with the Machines; null where the policy has none, or they are where the CSRs are.</param>
/// <param name="policy">The policy.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class CsrApprovals(KubernetesApi api, KubernetesApi? machines, ApprovalPolicy policy, TimeProvider clock)
{
    /// <summary>Looks once, and approves the newest pending CSR of a node.</summary>
    /// <param name="action">Of which node and for which certificate.</param>
    /// <param name="token">The token that the repair made for the node; null where it made none.</param>
    /// <param name="since">When the kubelet was started anew, by the API server's clock: what it asked for before it cannot use any more, for the key was in memory, unless the CSR is named by its key. Null where it was not.</param>
    /// <param name="before">Told the CSR's name before it is approved; what it throws keeps it from being approved.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <returns>What was done, or why it was not; null where no CSR is pending.</returns>
    /// <exception cref="RepairException">The policy refuses it for good.</exception>
    public async Task<string?> TryAsync(ApproveCsr action, BootstrapToken? token, DateTimeOffset? since, Action<string> before, CancellationToken cancellation)
    {
        var signer = action.Certificate == Diagnosis.CertificateKind.Client ? SignerNames.KubeletClient : SignerNames.KubeletServing;
        var reviews = await new CsrReviewer(api, machines, token?.Allow(policy) ?? policy, clock).ReviewAsync(cancellation).ConfigureAwait(false);
        var newest = reviews.Where(r => r.Case.Csr.IsPending && r.Case.Csr.SignerName == signer && r.Case.Node == action.Node && (r.Case.Csr.IsNamedByKey || !(r.Case.Csr.Meta.Created < since)))
            .OrderByDescending(r => r.Case.Csr.Meta.Created).ThenByDescending(r => r.Case.Object.ResourceVersion, StringComparer.Ordinal).FirstOrDefault();
        if (newest is null) return null;
        var name = newest.Case.Csr.Meta.Name;
        if (newest.Verdict.Decision == Decision.Refuse && newest.Verdict.MayDeny) throw new RepairException($"the policy {newest.Case.Policy.Title} refuses {name} ({newest.Verdict.Rule}): {newest.Verdict.Reason}");
        if (newest.Verdict.Decision != Decision.Approve) return $"the policy {newest.Case.Policy.Title} does not let {name} pass ({newest.Verdict.Rule}): {newest.Verdict.Reason}";
        before(name);
        var (outcome, problem) = await new CsrWriter(api, clock).ApproveAsync(newest, dryRun: false, cancellation).ConfigureAwait(false);
        return outcome == WriteOutcome.Written ? $"approved {name}" : $"{name} is not approved: {problem}";
    }
}
