using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet cannot start: its certificate is expired and there is nothing to ask for another with.</summary>
internal sealed class ClientExpiredNoBootstrap : Cause
{
    public override string Id => "client-expired-no-bootstrap";

    public override string Title => "Client certificate expired, kubelet crash-loops because the bootstrap kubeconfig is gone";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P3", "P4", "D2"];

    public override string Meaning =>
        "At start the kubelet looks at the certificate that its kubeconfig names. When that is expired it turns to the bootstrap kubeconfig, which kubeadm deletes after "
        + "joining, and gives up. This label stands where nothing shows why the certificate was not rotated in time.";

    public override string Distinguish =>
        "kubeconfig-static-cert where kubelet-client-current.pem is valid; client-expired-node-offline where a downtime covers the rotation window; never-bootstrapped where no line says \"is expired\".";

    public override string DecisiveCheck => "NotAfter of the certificate that kubelet.conf names, and of kubelet-client-current.pem";

    public override IReadOnlyList<string> Consequences => ["kubelet-not-running", "never-bootstrapped", "client-expired-kubelet-running", "auth-anonymous"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.Kubelet;
        var expired = log.Last(KubeletMessages.StartedExpired);
        var missing = log.Last(KubeletMessages.BootstrapMissing);
        var client = situation.Client;
        if (client.Expired != true && expired is null) return No;
        // Then the kubelet started with another certificate than the one that was collected.
        if (client is { Certificate: not null, Expired: false }) return No;
        if (missing is null && !situation.BootstrapIsMissing)
        {
            return situation.Evidence.Fragmentary && expired is not null && situation.Trouble is null && situation.Evidence.Host.BootstrapKubeconfig is null && log.Last(KubeletMessages.BootstrapUsed) is null && log.Last(KubeletMessages.CsrCreateFailed) is null
                ? Yes(Confidence.Possible, CertificateKind.Client, $"The kubelet of {situation.Names.Node} starts with an expired client certificate; whether it has a bootstrap kubeconfig to get another with is not in the evidence.", [log.Quote(expired)], client.NotAfter)
                : No;
        }

        if (expired is null && missing is null) return No;
        if (missing is not null && log.Current is { } run && missing.Run < run.Index && expired?.Run != run.Index) return No;
        var confidence = client.Certificate is not null && missing is not null ? Confidence.Confirmed : Confidence.Likely;
        return Yes(confidence, CertificateKind.Client,
            $"The kubelet of {situation.Names.Node} cannot start: its client certificate expired{(client.NotAfter is { } end ? $" at {end:yyyy-MM-dd HH:mm:ss} UTC" : "")} and {situation.Names.BootstrapKubeconfig} is gone. Why it was not rotated before is not in the evidence.",
            [expired is null ? null : log.Quote(expired), missing is null ? null : log.Quote(missing), client.ExpiryQuote], client.NotAfter);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        .. Remedies.ReissueClientCertificate(situation),
        new("Then find why the rotation before the expiry did not happen, or it happens again", "workstation",
            [$"journalctl -u {situation.Names.Unit} --until '{situation.Client.NotAfter:yyyy-MM-dd HH:mm:ss} UTC' --no-pager | grep -iE 'certificate|csr' | tail -50"]),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => CredentialSteps.Rebootstrap(situation, Id);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"journalctl -u {situation.Names.Unit} --until '{situation.Client.NotAfter:yyyy-MM-dd HH:mm:ss} UTC' --no-pager | grep -iE 'certificate|csr' | tail -50", "node", "why the rotation before the expiry failed"),
         new("journalctl --list-boots", "node", "whether the node was off during its rotation window (then it is client-expired-node-offline)")];
}
