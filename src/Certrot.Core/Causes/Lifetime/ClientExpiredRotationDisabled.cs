using Certrot.Diagnosis;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Rotation is off, so that the client certificate ends and nothing replaces it.</summary>
internal sealed class ClientExpiredRotationDisabled : Cause
{
    public override string Id => "client-expired-rotation-disabled";

    public override string Title => "Client certificate expired, rotation switched off or not provided by the distribution";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P3", "P4", "D2", "fallback"];

    public override string Meaning =>
        "The kubelet rotates its client certificate only where rotateCertificates is true; the field's default is false. Without it the certificate lives once, usually for "
        + "a year, and then the API server refuses the kubelet: every node that was installed on the same day follows.";

    public override string Distinguish =>
        "kubeconfig-static-cert has a valid kubelet-client-current.pem, which rotation wrote; client-expired-node-offline has rotation on and a downtime.";

    public override string DecisiveCheck => "grep rotateCertificates /var/lib/kubelet/config.yaml, and openssl x509 -enddate of the certificate that kubelet.conf names";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-no-bootstrap", "client-expired-kubelet-running", "auth-anonymous", "client-expired-node-offline", "kubelet-not-running", "never-bootstrapped"];

    public override Judgement Judge(Situation situation)
    {
        var client = situation.Client;
        if (client.RotationEnabled != false || situation.Evidence.Host.Kubeconfig is { HasExec: true }) return No;
        if (situation.Distribution is Distribution.K3s or Distribution.Rke2 or Distribution.Rke1) return No;
        if (client.Expired == true)
        {
            var confidence = client.RotationQuote!.Source.Path == situation.Evidence.Host.KubeletLog?.Source.Path ? Confidence.Likely : Confidence.Confirmed;
            return Yes(confidence, CertificateKind.Client,
                $"Rotation is switched off on {situation.Names.Node} and its client certificate expired at {client.NotAfter:yyyy-MM-dd HH:mm:ss} UTC.",
                [client.RotationQuote, client.ExpiryQuote, situation.Trouble?.Quote], client.NotAfter);
        }

        if (client.NotAfter is null && situation.Evidence.Fragmentary && situation.Trouble is { Kind: ApiTroubleKind.Unauthorized or ApiTroubleKind.Anonymous } refused)
        {
            return Yes(Confidence.Possible, CertificateKind.Client, $"Rotation is switched off on {situation.Names.Node} and the API server does not accept the kubelet any more: its client certificate may have expired.",
                [client.RotationQuote, refused.Quote], refused.Since);
        }

        return client.NotAfter is null
            ? No
            : Yes(Confidence.Confirmed, CertificateKind.Client,
                $"Rotation is switched off on {situation.Names.Node}: its client certificate ends at {client.NotAfter:yyyy-MM-dd HH:mm:ss} UTC and nothing will replace it.",
                [client.RotationQuote, client.ExpiryQuote], latent: true);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Switch rotation on", "node",
            [$"grep -q '^rotateCertificates:' {situation.Names.Configuration} && sed -i 's/^rotateCertificates:.*/rotateCertificates: true/' {situation.Names.Configuration} || echo 'rotateCertificates: true' >> {situation.Names.Configuration}"],
            "Set it in the ConfigMap kube-system/kubelet-config as well, so that new nodes get it. Remove a flag --rotate-certificates=false from the unit's drop-ins."),
        .. situation.Client.Expired == true ? Remedies.ReissueClientCertificate(situation) : [Remedies.RestartKubelet(situation), Remedies.VerifyNode(situation)],
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => Remedies.HasFlag(situation, "rotate-certificates")
        ? base.Repair(situation)
        :
        [
            NodeSteps.Configure(situation, "Switch rotation on", RepairPhase.Client, ("rotateCertificates", true)),
            .. situation.Client.Expired == true ? CredentialSteps.Rebootstrap(situation, Id) : [NodeSteps.Restart(situation)],
        ];
}
