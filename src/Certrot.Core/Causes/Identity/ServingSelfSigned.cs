using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A client does not accept the kubelet's self-signed certificate.</summary>
internal sealed class ServingSelfSigned : Cause
{
    public override string Id => "serving-self-signed";

    public override string Title => "Client complains about the kubelet's self-signed serving certificate";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.Low;

    public override IReadOnlyList<string> Runbook => ["fallback"];

    public override string Meaning =>
        "Without serverTLSBootstrap the kubelet makes itself a certificate that no CA signed. metrics-server, Prometheus and others refuse it unless they are told not to verify. That is a choice of set-up and no failing rotation.";

    public override string Distinguish => "Port 10250 in the message, \"unknown authority\" or \"doesn't contain any IP SANs\"; an expired one is serving-static-cert-expired.";

    public override string DecisiveCheck => "openssl s_client -connect NODE:10250 </dev/null 2>/dev/null | openssl x509 -noout -issuer";

    public override Judgement Judge(Situation situation)
    {
        foreach (var log in new[] { situation.Kubelet, situation.ApiServer, situation.ControllerManager })
        {
            if (log.Last(KubeletMessages.KubeletPort, Refused) is not { } line) continue;
            var leaf = situation.Serving.Certificate;
            if (leaf is { IsSelfIssued: false } && leaf.Issuer.CommonName?.Contains("-ca@", StringComparison.Ordinal) != true && situation.Serving.RotationEnabled == true)
                return Not("The kubelet's serving certificate is from a CA of the cluster.", [situation.Serving.ExpiryQuote!]);
            return Yes(leaf is not null ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Serving,
                $"A client of port 10250 refuses the kubelet's self-signed serving certificate{(leaf is null ? "" : $" ({leaf.Issuer.Text})")}.", [log.Quote(line), situation.Serving.ExpiryQuote], (log.FirstNow(KubeletMessages.KubeletPort, Refused) ?? line).Time);
        }

        return No;
    }

    private static bool Refused(LogMatch line) =>
        line.Text.Contains("signed by unknown authority", StringComparison.Ordinal) || line.Text.Contains("cannot validate certificate for", StringComparison.Ordinal);

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Give kubelets serving certificates that a CA signs: serverTLSBootstrap: true and an approver", "infrastructure", []),
        new("Or, as a stop-gap, let the client not verify", "workstation", ["kubectl -n kube-system patch deploy metrics-server --type=json -p '[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/args/-\",\"value\":\"--kubelet-insecure-tls\"}]'"]),
    ];
}
