using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>k3s, RKE2 and RKE1 renew only at start.</summary>
internal sealed class DistroRotationNeedsRestart : Cause
{
    /// <summary>k3s and RKE2 renew at start when fewer days are left (k3s issue 1621; newer releases use a longer window).</summary>
    private const int RenewsAtStartBelowDays = 90;

    public override string Id => "distro-rotation-needs-restart";

    public override string Title => "k3s/RKE2/RKE1: agent certificates are renewed only when the service (re)starts";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "fallback"];

    public override string Meaning =>
        "These distributions do not use CSRs for kubelets: the server issues an agent's certificates whenever the agent starts. A service that runs longer than its certificates live, usually a year, ends with them.";

    public override string Distinguish => "Paths below /var/lib/rancher and no kubelet CSRs in the cluster.";

    public override string DecisiveCheck => "openssl x509 -enddate -in /var/lib/rancher/k3s/agent/client-kubelet.crt against the start time of the unit";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "client-expired-node-offline", "auth-anonymous", "kubelet-not-running", "apiserver-serving-cert-expired", "bootstrap-token-invalid", "apiserver-rejects-client-ca"];

    public override Judgement Judge(Situation situation)
    {
        if (situation.Distribution is not (Distribution.K3s or Distribution.Rke2 or Distribution.Rke1)) return No;
        var client = situation.Client;
        if (client.Expired == true)
        {
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"{situation.Names.Unit} on {situation.Names.Node} has run past the end of its certificates ({client.NotAfter:yyyy-MM-dd HH:mm:ss} UTC); it renews them only when it starts.",
                [client.ExpiryQuote, situation.Trouble?.Quote], client.NotAfter);
        }

        var log = situation.Kubelet;
        var line = log.Last(KubeletMessages.X509Expired) ?? log.Last(KubeletMessages.Unauthorized);
        if (client.Expired is null && line is not null)
        {
            return Yes(line.PatternId == KubeletMessages.X509Expired.Id ? Confidence.Likely : Confidence.Possible, CertificateKind.Client,
                $"{situation.Names.Unit} meets an expired certificate; this distribution renews certificates only when the service starts.", [log.Quote(line)], line.Time);
        }

        // k3s and RKE2 run the API server in the same process: it complains of the agents whose service was not restarted.
        if (client.Expired is null && situation.Evidence.Fragmentary && situation.ApiServer.Last(ControlPlaneMessages.ClientRefused, m => m.Text.Contains("has expired", StringComparison.Ordinal)) is { } refused)
        {
            return Yes(Confidence.Possible, CertificateKind.Client,
                $"The API server is shown an expired client certificate; agents of this distribution renew theirs only when {situation.Names.Unit} starts there.", [situation.ApiServer.Quote(refused)], refused.Time);
        }

        return client.NotAfter is { } end && end - situation.Now < TimeSpan.FromDays(30) && (client.Certificate?.Lifetime > TimeSpan.FromDays(RenewsAtStartBelowDays))
            ? Yes(Confidence.Confirmed, CertificateKind.Client,
                $"The certificates of {situation.Names.Unit} on {situation.Names.Node} end at {end:yyyy-MM-dd HH:mm:ss} UTC and are renewed only when the service starts.", [client.ExpiryQuote], latent: true)
            : No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        situation.Client.Expired == false
            ? [new("Restart the service in a quiet hour: it renews what has fewer than 90 days left", "node", [situation.Names.RestartKubelet]), Remedies.VerifyNode(situation)]
            : Remedies.ReissueClientCertificate(situation);

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => situation.Client.Expired == false ? [NodeSteps.Restart(situation)] : base.Repair(situation);
}
