using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>So many CSRs that nothing moves.</summary>
internal sealed class CsrFlood : Cause
{
    /// <summary>OpenShift's machine-approver stops when more than max(nodes, machines) + 100 CSRs are pending (cluster-machine-approver, pkg/controller).</summary>
    /// <summary>The kubelet waits 15 minutes for a CSR, and asks again under another name.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    private const int MachineApproverMargin = 100;

    public override string Id => "csr-flood";

    public override string Title => "Huge number of CSRs slows or blocks approval";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P5", "D4"];

    public override string Meaning =>
        "A kubelet that is not answered makes a new CSR every 15 minutes, 96 a day and certificate. Over weeks and nodes that fills etcd, slows every list, and stops approvers that have a limit. It is usually the consequence of approval or signing that has been broken for days.";

    public override string Distinguish => "Report the cause first: the flood is named alone only where nothing else holds.";

    public override string DecisiveCheck => "kubectl get csr --no-headers | wc -l, counted by signer, requestor and condition";

    public override Judgement Judge(Situation situation)
    {
        var all = situation.Evidence.Cluster.CertificateSigningRequests;
        var line = situation.ControllerManager.Last(ControlPlaneMessages.TooManyPending) ?? situation.Kubelet.Last(ControlPlaneMessages.TooManyPending) ?? situation.ApiServer.Last(ControlPlaneMessages.TooManyPending);
        var pending = all?.Count(c => c.IsPending) ?? 0;
        var limit = Math.Max(situation.Evidence.Cluster.Nodes?.Count ?? 0, 1) + MachineApproverMargin;
        if (pending <= limit && line is null) return No;
        var quotes = new List<Quote?> { line is null ? null : new Quote(new Source("log", (int)line.Line, line.Time), line.Text) };
        if (all is not null)
            quotes.Add(new Quote(new Source("cluster/certificatesigningrequests.json"), $"{all.Count} CSRs, {pending} pending: {string.Join(", ", all.Where(c => c.IsPending).GroupBy(c => c.SignerName, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"))}"));
        return Yes(line is not null ? Confidence.Confirmed : Confidence.Likely, situation.Client.Renewal.Count > 0 ? CertificateKind.Client : CertificateKind.Serving,
            $"{pending} CSRs are pending at once.", quotes, all?.Where(c => c.IsPending).Min(c => c.Meta.Created),
            // A node that waits for nothing is not hindered yet, however many others wait.
            latent: line is null && !situation.Certificates.Any(c => c.RenewalFails));
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Repair what keeps them from being approved or issued first, or they come again", "workstation", [$"{situation.Names.Kubectl} get csr -o custom-columns=SIGNER:.spec.signerName,REQUESTOR:.spec.username --no-headers | sort | uniq -c | sort -rn | head"]),
        new("Then delete pending ones older than an hour: no kubelet waits for them any more", "workstation",
            [$"{situation.Names.Kubectl} get csr -o json | jq -r '.items[] | select(.status.conditions == null and (.metadata.creationTimestamp | fromdate) < (now - 3600)) | .metadata.name' | xargs --no-run-if-empty -n 100 {situation.Names.Kubectl} delete csr"]),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var stale = (situation.Evidence.Cluster.CertificateSigningRequests ?? []).Where(c => c.IsPending && situation.Now - c.Meta.Created > StaleAfter && c.SignerName is SignerNames.KubeletClient or SignerNames.KubeletServing);
        return [ByHandSteps.Of(situation, Fix(situation)[0]), .. ClusterSteps.DeleteStale(situation, CertificateKind.Client, stale) is { } delete ? [delete] : Array.Empty<RepairStep>()];
    }
}
