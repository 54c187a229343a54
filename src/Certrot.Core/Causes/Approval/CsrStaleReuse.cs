using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A bootstrap finds its own old CSR.</summary>
internal sealed class CsrStaleReuse : Cause
{
    public override string Id => "csr-stale-reuse";

    public override string Title => "Bootstrap re-uses an old node-csr-* object";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P4", "P5", "D3"];

    public override string Meaning =>
        "With rotateCertificates off the kubelet bootstraps in the foreground and names its CSR after a hash of its key: node-csr-<hash>. An object of that name from before, denied, expired or made with other data, is used again and never becomes a valid certificate.";

    public override string Distinguish => "Only names that begin with node-csr-; rotation makes csr-xxxxx names and never uses one twice.";

    public override string DecisiveCheck => "the message \"retrieved csr is not compatible\", and kubectl get csr | grep node-csr-";

    // What keeps a CSR from being approved that the kubelet does not accept is not what it waits for.
    public override IReadOnlyList<string> Consequences => ["client-csr-autoapprove-rbac-missing", "csr-approver-controller-disabled", "kubelet-not-running", "auth-anonymous", "never-bootstrapped", "csr-denied-by-approver"];

    public override Judgement Judge(Situation situation)
    {
        var bad = situation.Kubelet.LastNow(KubeletMessages.CsrIncompatible);
        var reused = situation.Kubelet.LastNow(KubeletMessages.CsrReused);
        if (bad is null && reused is null) return No;
        if (situation.Client is { Certificate: not null, Expired: false } && bad is null) return No;
        var old = situation.Client.Csrs?.FirstOrDefault(c => c.IsNamedByKey);
        if (bad is null && (old is null || old.IsPending) && !situation.Evidence.Fragmentary) return No;
        return Yes(bad is not null ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"The kubelet of {situation.Names.Node} uses an old CSR{(old is null ? "" : $" {old.Meta.Name}")} again: {bad?.Captures.GetValueOrDefault("err") ?? "it exists from an earlier bootstrap"}.",
            [bad is null ? null : situation.Kubelet.Quote(bad), reused is null ? null : situation.Kubelet.Quote(reused), old is null ? null : situation.Quote(old)], (bad ?? reused)!.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Delete the old CSR", "workstation", [$"{situation.Names.Kubectl} delete csr {situation.Client.Csrs?.FirstOrDefault(c => c.IsNamedByKey)?.Meta.Name ?? "node-csr-NAME"}"]),
        new("Remove the key that its name is made of, and restart", "node", [$"rm -f {situation.Names.CertificateDirectory}/kubelet-client.key.tmp", situation.Names.RestartKubelet]),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var stale = (situation.Client.Csrs ?? []).Where(c => c.IsNamedByKey);
        return
        [
            .. ClusterSteps.DeleteStale(situation, CertificateKind.Client, stale) is { } delete ? [delete] : Array.Empty<RepairStep>(),
            NodeSteps.MoveAway(situation, "Move the key away that the CSR's name is made of", RepairPhase.Client, "none: the kubelet makes another", $"{situation.Names.CertificateDirectory}/kubelet-client.key.tmp"),
            NodeSteps.Restart(situation),
            ClusterSteps.Approve(situation, CertificateKind.Client),
        ];
    }
}
