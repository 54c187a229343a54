using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Somebody said no.</summary>
internal sealed class CsrDeniedByApprover : Cause
{
    public override string Id => "csr-denied-by-approver";

    public override string Title => "CSR denied";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P5", "D3"];

    public override string Meaning =>
        "A person or an approver set the condition Denied. That is final for this CSR: the kubelet asks again with a new one, after 2, 4, 8 and 16 seconds and then every 32, and is usually denied again by the same rule. "
        + "Denied CSRs vanish after an hour. kube-controller-manager itself never denies.";

    public override string Distinguish => "The condition's reason and message name the rule; a Pending CSR was not denied but not looked at.";

    public override string DecisiveCheck => "kubectl get csr NAME -o jsonpath='{.status.conditions}'";

    public override IReadOnlyList<string> Consequences =>
        ["client-csr-autoapprove-rbac-missing", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "serving-csr-no-approver", "serving-csr-transient", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            var denied = certificate.Stage == RotationStage.Denied ? certificate.Renewal.FirstOrDefault(c => c.Denied is not null) : null;
            var line = situation.Kubelet.LastNow(KubeletMessages.CsrDenied) is { } l && certificate.Concerns(l) ? l : null;
            if (denied is null && line is not null && certificate.Kind == CertificateKind.Serving && !line.Text.Contains("kubelet-serving", StringComparison.Ordinal)) line = null;
            if (denied is null && (line is null || certificate.Origin?.Meta.Created > line.Time)) continue;
            if (denied is null && certificate.Renewal.Count > 0) continue;
            var reason = denied?.Denied?.Reason ?? line?.Captures.GetValueOrDefault("reason");
            var message = denied?.Denied?.Message ?? line?.Captures.GetValueOrDefault("message");
            var why = reason is null && message is null ? " (the reason is not in the evidence)" : $": {reason}: {message}";
            if (denied is null && certificate.Kind == CertificateKind.Client && line!.Text.Contains("kubelet-serving", StringComparison.Ordinal)) continue;
            return Yes(Confidence.Confirmed, certificate.Kind,
                $"The {certificate.Name} CSR{(denied is null ? "" : $" {denied.Meta.Name}")} of {situation.Names.Node} was denied{why}".TrimEnd('.') + ".",
                [denied is null ? null : situation.Quote(denied), line is null ? null : situation.Kubelet.Quote(line), certificate.ExpiryQuote],
                certificate.FailingSince ?? line?.Time);
        }

        var approver = situation.ControllerManager.Last(ControlPlaneMessages.ApproverDenies) ?? (situation.Evidence.Fragmentary ? situation.Kubelet.Last(ControlPlaneMessages.ApproverDenies) : null);
        return approver is null || situation.Serving.Stage is RotationStage.InUse or RotationStage.NotDue
            ? No
            : Yes(Confidence.Likely, CertificateKind.Serving, "An approver denies serving CSRs.", [new Quote(new Source("log", (int)approver.Line, approver.Time), approver.Text)], approver.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var certificate = situation.Client.Stage == RotationStage.Denied ? situation.Client : situation.Serving;
        return
        [
            new("Find who denied it, and by which rule", "workstation",
                [$"{situation.Names.Kubectl} get csr {certificate.Renewal.FirstOrDefault(c => c.Denied is not null)?.Meta.Name ?? "NAME"} -o jsonpath='{{.status.conditions}}'", $"{situation.Names.Kubectl} get pods -A | grep -iE 'approver'"],
                "Reason KubectlDeny is a person with kubectl. For approvers: name resolution of the node, its regular expression, its address ranges, its limit of DNS names."),
            new("Correct the rule or the node's names and addresses; denied CSRs need not be deleted", "infrastructure", []),
            Remedies.ApproveNewest(situation, certificate),
            Remedies.VerifyNode(situation),
        ];
    }
}
