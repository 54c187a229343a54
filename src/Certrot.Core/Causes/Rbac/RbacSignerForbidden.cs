using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Rbac;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>kube-controller-manager's own account may not sign.</summary>
internal sealed class RbacSignerForbidden : Cause
{
    public override string Id => "rbac-signer-forbidden";

    public override string Title => "certificate-controller's own role was changed: cannot sign or update status";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P6", "P7", "D4", "D5"];

    public override string Meaning =>
        "The signing and approving controllers act as the service account kube-system/certificate-controller with the role system:controller:certificate-controller. The API server restores that role at every start, "
        + "unless somebody set autoupdate to false and edited it.";

    public override string Distinguish => "The log of kube-controller-manager shows 403 for its own account; a conflict (\"the object has been modified\") is normal and is retried.";

    public override string DecisiveCheck => "kubectl get clusterrole system:controller:certificate-controller -o yaml";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "csr-approved-not-issued-no-signer", "client-csr-autoapprove-rbac-missing"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.ControllerManager;
        var line = log.LastNow(ControlPlaneMessages.SignForbidden) ?? log.LastNow(ControlPlaneMessages.ControllerForbidden)
            ?? log.Last(ControlPlaneMessages.SyncFailed, m => m.Text.Contains("forbidden", StringComparison.Ordinal) && m.Run == log.Current!.Index);
        var stuck = situation.Certificates.FirstOrDefault(c => c.Stage == RotationStage.ApprovedNotIssued) ?? (situation.Client.Stage == RotationStage.Pending ? situation.Client : null);
        if (line is null && situation.Evidence.Fragmentary)
        {
            line = situation.Kubelet.Last(ControlPlaneMessages.SignForbidden) ?? situation.Kubelet.Last(ControlPlaneMessages.ControllerForbidden);
            if (line is not null) return Yes(Confidence.Confirmed, CertificateKind.Client, "kube-controller-manager's own account is refused when it signs.", [situation.Kubelet.Quote(line)], line.Time);
        }

        if (stuck is null && line is not null && situation.Evidence.Fragmentary)
            return Yes(Confidence.Confirmed, CertificateKind.Client, "kube-controller-manager's own account is refused when it signs or approves.", [log.Quote(line)], line.Time);
        if (stuck is null) return No;
        var (right, decision) = Missing(situation, stuck);
        if (line is null && decision is null) return No;
        return Yes(line is not null || stuck.Stage == RotationStage.ApprovedNotIssued ? Confidence.Confirmed : Confidence.Likely, stuck.Kind,
            $"kube-system/certificate-controller may not {right ?? "do its work"}: {stuck.Newest!.Meta.Name} stays {stuck.Newest.StatusColumn}.",
            [line is null ? null : log.Quote(line), decision?.Quote, situation.Quote(stuck.Newest)],
            stuck.FailingSince);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Let the API server restore its bootstrap policy", "workstation",
            [$"{situation.Names.Kubectl} annotate --overwrite clusterrole system:controller:certificate-controller rbac.authorization.kubernetes.io/autoupdate=true", $"{situation.Names.Kubectl} annotate --overwrite clusterrolebinding system:controller:certificate-controller rbac.authorization.kubernetes.io/autoupdate=true"]),
        new("Restart one kube-apiserver: it writes the default roles when it starts", "control-plane", ["crictl ps --name kube-apiserver -q | xargs crictl stop"], null, $"{situation.Names.Kubectl} get clusterrole system:controller:certificate-controller -o yaml"),
    ];

    private static (string? Right, AccessDecision? Decision) Missing(Situation situation, CertificateState stuck)
    {
        if (situation.ControlPlane.ControllerManagerFlag("use-service-account-credentials") != "true") return (null, null);
        var account = Identity.ServiceAccount("kube-system", "certificate-controller");
        var wanted = stuck.Stage == RotationStage.ApprovedNotIssued
            ? new[] { ("sign for " + stuck.SignerName, CsrAccess.Sign(stuck.SignerName)), ("update certificatesigningrequests/status", CsrAccess.UpdateStatus) }
            : [("approve for " + stuck.SignerName, CsrAccess.Approve(stuck.SignerName)), ("update certificatesigningrequests/approval", CsrAccess.UpdateApproval),
               ("create subjectaccessreviews", new AccessRequest("create", "authorization.k8s.io", "subjectaccessreviews"))];
        foreach (var (name, request) in wanted)
        {
            var decision = request.Resource == "signers" ? situation.Access.DecideForSigner(account, request) : situation.Access.Decide(account, request);
            if (decision is { Allowed: false } no) return (name, no);
        }

        return (null, null);
    }
}
