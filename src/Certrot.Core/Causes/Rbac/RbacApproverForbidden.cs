using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Rbac;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>An approver is there and may not approve.</summary>
internal sealed class RbacApproverForbidden : Cause
{
    public override string Id => "rbac-approver-forbidden";

    public override string Title => "Approver (person/controller) lacks 'approve' on the signer or update on /approval";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P7", "D5"];

    public override string Meaning =>
        "To approve a CSR one needs two rights: update on certificatesigningrequests/approval, and the verb approve on the signer (admission CertificateApproval). A role that has only one of them ends in a 403.";

    public override string Distinguish => "The message stands in the approver's log or in kubectl's output, never in the kubelet's log.";

    public override string DecisiveCheck => "kubectl auth can-i approve signers.certificates.k8s.io/kubernetes.io/kubelet-serving --as=APPROVER";

    public override IReadOnlyList<string> Consequences => ["serving-csr-no-approver", "csr-flood"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var log in new[] { situation.ControllerManager, situation.Kubelet, situation.ApiServer })
        {
            if (log.Last(ControlPlaneMessages.ApproveForbidden) is not { } match || match.Text.Contains("system:node:", StringComparison.Ordinal)) continue;
            var signer = match.Captures.GetValueOrDefault("signer");
            if (signer is not (null or SignerNames.KubeletServing or SignerNames.KubeletClient)) continue;
            var kind = signer == SignerNames.KubeletServing ? CertificateKind.Serving : signer == SignerNames.KubeletClient ? CertificateKind.Client : (CertificateKind?)null;
            return Yes(Confidence.Confirmed, kind ?? CertificateKind.Serving, $"The approver is refused: it may not approve CSRs{(signer is null ? "" : $" of signer {signer}")}.", [log.Quote(match)], match.Time);
        }

        if (situation.Serving.Stage != RotationStage.Pending) return No;
        foreach (var pod in ServingApprovers.Pods(situation) ?? [])
        {
            if (pod.ServiceAccount is not { } account) continue;
            var identity = Identity.ServiceAccount(pod.Meta.Namespace ?? "kube-system", account);
            var approve = situation.Access.DecideForSigner(identity, CsrAccess.Approve(SignerNames.KubeletServing));
            var update = situation.Access.Decide(identity, CsrAccess.UpdateApproval);
            if ((approve is { Allowed: false } ? approve : update) is not { Allowed: false } refused) continue;
            return Yes(Confidence.Confirmed, CertificateKind.Serving,
                $"The approver {pod.Meta.Name} runs as {identity.Username}, which may not {(refused == update ? "update certificatesigningrequests/approval" : "approve for kubernetes.io/kubelet-serving")}.",
                [new Quote(pod.Meta.Source, $"{pod.Meta.Name}: serviceAccountName {account}"), refused.Quote, situation.Quote(situation.Serving.Newest!)],
                situation.Serving.FailingSince);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Grant both rights to the approver's account", "workstation",
        [
            $"{situation.Names.Kubectl} create clusterrole kubelet-serving-approver --verb=approve --resource=signers.certificates.k8s.io --resource-name=kubernetes.io/kubelet-serving",
            $"{situation.Names.Kubectl} create clusterrole csr-approval-updater --verb=update --resource=certificatesigningrequests.certificates.k8s.io/approval",
            $"{situation.Names.Kubectl} create clusterrolebinding kubelet-serving-approver --clusterrole=kubelet-serving-approver --serviceaccount=NAMESPACE:ACCOUNT",
            $"{situation.Names.Kubectl} create clusterrolebinding csr-approval-updater --clusterrole=csr-approval-updater --serviceaccount=NAMESPACE:ACCOUNT",
        ],
        "It also needs get, list and watch on certificatesigningrequests. A person approves with an administrator's kubeconfig."),
        Remedies.ApproveNewest(situation, situation.Serving),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => [ClusterSteps.Approve(situation, CertificateKind.Serving), ByHandSteps.Of(situation, Fix(situation)[0], RepairPhase.Serving)];
}
