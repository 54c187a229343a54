using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The signer refused the request.</summary>
internal sealed class CsrFailedSignerValidation : Cause
{
    public override string Id => "csr-failed-signer-validation";

    public override string Title => "Signer refused the request (condition Failed)";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P5", "D3", "D4"];

    public override string Meaning =>
        "The signers check an approved request once more: O exactly system:nodes, CN system:node:*, the right usages, SANs for serving and none for client certificates. What does not fit gets the condition Failed. A kubelet's own requests fit; hand-made ones often do not.";

    public override string Distinguish => "Approved without Failed is a missing signer; Denied is an approver.";

    public override string DecisiveCheck => "kubectl get csr NAME -o jsonpath='{.status.conditions[?(@.type==\"Failed\")].message}'";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "auth-anonymous", "csr-flood"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            var failed = certificate.Stage == RotationStage.Failed ? certificate.Renewal.FirstOrDefault(c => c.Failed is not null) : null;
            var line = situation.Kubelet.LastNow(KubeletMessages.CsrFailed) is { } l && certificate.Concerns(l) ? l : null;
            if (failed is null && (line is null || certificate.IsHistory(line) || certificate.Renewal.Count > 0)) continue;
            var message = failed?.Failed?.Message ?? line?.Captures.GetValueOrDefault("message") ?? "the condition's message is not in the evidence";
            return Yes(Confidence.Confirmed, certificate.Kind, $"The signer refused the {certificate.Name} CSR{(failed is null ? "" : $" {failed.Meta.Name}")} of {situation.Names.Node}: {message}".TrimEnd('.') + ".",
                [failed is null ? null : situation.Quote(failed), line is null ? null : situation.Kubelet.Quote(line)], certificate.FailingSince ?? line?.Time);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Compare the request with what the signer wants", "workstation",
            [$"{situation.Names.Kubectl} get csr {(situation.Client.Newest ?? situation.Serving.Newest)?.Meta.Name ?? "NAME"} -o jsonpath='{{.spec.request}}' | base64 -d | openssl req -noout -text"],
            "O=system:nodes alone; CN=system:node:NAME; usages digital signature (and key encipherment) with client auth or server auth; DNS or IP SANs for serving only."),
        new("Let the kubelet make its own request: remove the hand-made CSR and whatever makes it", "workstation", [$"{situation.Names.Kubectl} delete csr {(situation.Client.Newest ?? situation.Serving.Newest)?.Meta.Name ?? "NAME"}"]),
        Remedies.VerifyNode(situation),
    ];
}
