using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>kube-controller-manager approves and signs nothing because it does not run.</summary>
internal sealed class KcmDown : Cause
{
    public override string Id => "kcm-down";

    public override string Title => "kube-controller-manager not running or no leader";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P6", "D4"];

    public override string Meaning =>
        "Approver, signers and cleaner are controllers of kube-controller-manager. While it is down every new CSR stays Pending, approved ones are not issued, and old ones are not removed. A common reason after a year "
        + "is its own kubeconfig, controller-manager.conf, whose certificate expired.";

    public override string Distinguish => "The leader lease is older than a minute, and CSRs of every signer are affected; a missing binding or a switched-off controller leaves the lease fresh.";

    public override string DecisiveCheck => "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.renewTime}'";

    public override IReadOnlyList<string> Consequences =>
    [
        "client-csr-autoapprove-rbac-missing", "csr-approved-not-issued-no-signer", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood",
        "csr-deleted-before-issue", "kubelet-not-running", "csr-approver-controller-disabled", "serving-csr-no-approver",
    ];

    public override Judgement Judge(Situation situation)
    {
        var plane = situation.ControlPlane;
        if (situation.CollectorTrouble is not null) return No;
        var down = plane.ControllerManagerPodsDown;
        var gone = plane.LeaderIsGone;
        if (gone == false && down != true)
        {
            return situation.Client.Stage is RotationStage.Pending or RotationStage.ApprovedNotIssued
                ? Not($"kube-controller-manager has a leader: its lease was renewed at {plane.ControllerManagerLease!.Renewed:HH:mm:ss} UTC.", [LeaseQuote(plane)])
                : No;
        }

        if (gone != true && down != true) return situation.Evidence.Fragmentary ? FromLogAlone(situation.ControllerManager) : No;
        var certificate = situation.Certificates.FirstOrDefault(c => c.Kind == CertificateKind.Client && c.Stage is RotationStage.Pending or RotationStage.ApprovedNotIssued or RotationStage.NotRequested)
            ?? situation.Certificates.FirstOrDefault(c => c.Stage == RotationStage.ApprovedNotIssued);
        var broken = plane.BrokenControllerManager;
        var since = plane.ControllerManagerLease?.Renewed;
        var log = situation.ControllerManager;
        var lost = log.LastNow(ControlPlaneMessages.LeaderLost) ?? log.LastNow(ControlPlaneMessages.ControllersFailed);
        var refused = down != true && lost?.Text.EndsWith("Unauthorized", StringComparison.Ordinal) == true;
        return Yes(Confidence.Confirmed, CertificateKind.Client,
            $"kube-controller-manager {(refused ? "runs and the API server refuses its own credentials (401)" : "is down")}{(since is null ? "" : $" (no leader since {since:yyyy-MM-dd HH:mm:ss} UTC)")}{(certificate?.Newest is { } csr ? $": {csr.Meta.Name} of {situation.Names.Node} stays {csr.StatusColumn}" : "")}.",
            [
                plane.ControllerManagerLease is null ? null : LeaseQuote(plane),
                broken is null ? null : new Quote(broken.Meta.Source, $"{broken.Meta.Name}: {broken.Containers[0].WaitingReason} {broken.Containers[0].StateMessage}".TrimEnd()),
                certificate?.Newest is { } c ? situation.Quote(c) : null, lost is null ? null : log.Quote(lost), situation.Client.ExpiryQuote,
            ],
            certificate?.FailingSince ?? since, latent: certificate is null);
    }

    private static Judgement FromLogAlone(LogView log)
    {
        var lost = log.LastNow(ControlPlaneMessages.LeaderLost) ?? log.LastNow(ControlPlaneMessages.ControllersFailed);
        if (lost is null || log.LastNow(ControlPlaneMessages.LeaderWon)?.Line > lost.Line) return No;

        // Its own certificate or the CA keeps it out for good; an unreachable API server is a cause of its own.
        var refused = lost.Text.Contains("Unauthorized", StringComparison.Ordinal) || lost.Text.Contains("x509: ", StringComparison.Ordinal) || lost.Text.Contains("system:anonymous", StringComparison.Ordinal);
        var ended = lost.Text.Contains("leaderelection lost", StringComparison.Ordinal) || lost.PatternId == ControlPlaneMessages.ControllersFailed.Id;
        if (!refused && !ended) return No;
        return Yes(refused ? Confidence.Likely : Confidence.Possible, CertificateKind.Client,
            refused ? "kube-controller-manager cannot take its lease, for the API server refuses its credentials or it does not trust the API server: no CSR is approved or signed meanwhile." : "kube-controller-manager ended.", [log.Quote(lost)], lost.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See why it does not run", "control-plane",
        [
            "crictl ps -a --name kube-controller-manager", "crictl logs --tail 50 $(crictl ps -a --name kube-controller-manager -q | head -1)",
            "kubeadm certs check-expiration", "kubectl -n kube-system describe pod -l component=kube-controller-manager",
        ]),
        new("If controller-manager.conf is expired, renew it", "control-plane", ["kubeadm certs renew controller-manager.conf", "crictl ps --name kube-controller-manager -q | xargs --no-run-if-empty crictl stop"]),
        new("See that it leads again: waiting CSRs are then handled by themselves", "workstation", [$"{situation.Names.Kubectl} -n kube-system get lease kube-controller-manager", $"{situation.Names.Kubectl} get csr"]),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var fix = Fix(situation);
        return
        [
            .. fix.Take(fix.Count - 1).Select(f => ByHandSteps.Of(situation, f)),
            ByHandSteps.Of(situation, fix[^1], RepairPhase.Cluster, static view => view.Now.ControlPlane.LeaderIsGone switch
            {
                false => CheckResult.Done("kube-controller-manager has a leader"),
                true => CheckResult.Waiting("kube-controller-manager has no leader"),
                null => CheckResult.Waiting("its lease is not seen"),
            }),
        ];
    }

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"{situation.Names.Kubectl} -n kube-system get lease kube-controller-manager -o jsonpath='{{.spec.renewTime}}'", "workstation", "whether kube-controller-manager has a leader")];

    private static Quote LeaseQuote(ControlPlane plane) =>
        new(plane.ControllerManagerLease!.Meta.Source with { Time = plane.ControllerManagerLease.Renewed }, $"lease kube-system/kube-controller-manager renewed {plane.ControllerManagerLease.Renewed:yyyy-MM-dd HH:mm:ss} by {plane.ControllerManagerLease.Holder}");
}
