using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The approving controller is switched off.</summary>
internal sealed class CsrApproverControllerDisabled : Cause
{
    public override string Id => "csr-approver-controller-disabled";

    public override string Title => "csrapproving switched off in kube-controller-manager";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P6", "D3", "D4"];

    public override string Meaning =>
        "kube-controller-manager approves kubelet client CSRs through its controller certificatesigningrequest-approving-controller (old name csrapproving). A --controllers list that excludes it, or that has no *, leaves every client CSR Pending.";

    public override string Distinguish => "RBAC says yes, kube-controller-manager is healthy, and the client CSRs of all nodes are Pending.";

    public override string DecisiveCheck => "the --controllers flag of kube-controller-manager, and \"is disabled\" in its log";

    public override IReadOnlyList<string> Consequences =>
        ["client-csr-autoapprove-rbac-missing", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "csr-deleted-before-issue", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var off = situation.ControlPlane.IsSwitchedOff("csrapproving", "certificatesigningrequest-approving-controller");
        var line = situation.ControllerManager.LastNow(ControlPlaneMessages.ApprovingDisabled)
            ?? (situation.Evidence.Fragmentary ? situation.Kubelet.Last(ControlPlaneMessages.ApprovingDisabled) : null);
        if (off != true && line is null) return No;
        if (off == false) return Not("The flags of kube-controller-manager do not exclude the approving controller; the log line is from before.", [ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "controllers")]);
        if (situation.Distribution == Distribution.OpenShift) return No;
        // Where another approver denies, the newest CSR waits for that one, not for this controller.
        var pending = situation.Client.Stage == RotationStage.Denied ? null : situation.Client.Renewal.FirstOrDefault(c => c.IsPending);
        var source = situation.ControllerManager.LastNow(ControlPlaneMessages.ApprovingDisabled) is not null ? situation.ControllerManager : situation.Kubelet;
        return Yes(Confidence.Confirmed, CertificateKind.Client,
            $"kube-controller-manager runs without its approving controller{(pending is null ? "" : $": {pending.Meta.Name} of {situation.Names.Node} stays Pending")}.",
            [
                off == true ? ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "controllers") : null,
                line is null ? null : source.Quote(line), pending is null ? null : situation.Quote(pending), situation.Client.ExpiryQuote,
            ],
            situation.Client.FailingSince, latent: pending is null && !situation.Evidence.Fragmentary);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        Remedies.EditManifest(situation, "kube-controller-manager", "Take -csrapproving out of --controllers (and see that * is in the list)"),
        Remedies.ApproveNewest(situation, situation.Client),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
    [
        ByHandSteps.Of(situation, Fix(situation)[0], RepairPhase.Cluster, static view => view.Now.ControlPlane.IsSwitchedOff("csrapproving", "certificatesigningrequest-approving-controller") switch
        {
            false => CheckResult.Done("kube-controller-manager runs its approver"),
            true => CheckResult.Waiting("kube-controller-manager runs without its approver"),
            null => CheckResult.Waiting("its flags are not seen"),
        }),
        ClusterSteps.Approve(situation, CertificateKind.Client),
    ];
}
