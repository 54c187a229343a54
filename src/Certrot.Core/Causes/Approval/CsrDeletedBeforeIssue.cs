using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The CSR was removed under the kubelet's hands, or approved too late.</summary>
internal sealed class CsrDeletedBeforeIssue : Cause
{
    /// <summary>How long a kubelet waits for its CSR (client-go certificate_manager.go, certificateWaitTimeout).</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    public override string Id => "csr-deleted-before-issue";

    public override string Title => "CSR removed (cleaner 24 h / 1 h, admin) before the kubelet got the certificate";

    public override Severity Severity => Severity.Low;

    public override IReadOnlyList<string> Runbook => ["P5", "D3"];

    public override string Meaning =>
        "The kubelet waits 15 minutes for a CSR and then makes a new key and a new CSR. One that is deleted meanwhile, or approved later than that, gives a certificate to nobody.";

    public override string Distinguish => "The name in the kubelet's log is not among the CSRs any more; or the issued certificate's key is not the kubelet's.";

    public override string DecisiveCheck => "the age of the approved CSR against the kubelet's newest one";

    public override Judgement Judge(Situation situation)
    {
        if (situation.Kubelet.LastNow(KubeletMessages.CsrDeleted) is { } line)
        {
            var name = line.Captures.GetValueOrDefault("csr");
            var certificate = situation.Certificates.FirstOrDefault(c => c.Concerns(line) && c.RenewalFails) ?? situation.Client;
            var still = situation.Evidence.Cluster.CertificateSigningRequests?.Any(c => c.Meta.Name == name);
            if (certificate.Origin?.Meta.Created > line.Time) return No;
            var cleaned = situation.ControllerManager.Last(ControlPlaneMessages.Cleaned, m => m.Captures.GetValueOrDefault("csr") == name);
            return Yes(still == false ? Confidence.Confirmed : Confidence.Likely, certificate.Kind, $"CSR {name} was deleted while the kubelet of {situation.Names.Node} waited for it.",
                [situation.Kubelet.Quote(line), cleaned is null ? null : situation.ControllerManager.Quote(cleaned)], line.Time);
        }

        // Approved after the kubelet had stopped waiting for it: the certificate is for a key that it has thrown away.
        foreach (var certificate in situation.Certificates)
        {
            if (certificate.Stage is not (RotationStage.Pending or RotationStage.IssuedNotStored)) continue;
            var late = certificate.Renewal.FirstOrDefault(c => c.HasCertificate && c.Approved?.LastUpdate - c.Meta.Created > Wait);
            if (late is null) continue;
            return Yes(Confidence.Likely, certificate.Kind,
                $"{late.Meta.Name} was approved {Durations.Short(late.Approved!.LastUpdate!.Value - late.Meta.Created!.Value)} after it was made; the kubelet of {situation.Names.Node} waits 15 minutes only and had asked anew.",
                [situation.Quote(late), certificate.Renewal[0] == late ? null : situation.Quote(certificate.Renewal[0])], certificate.FailingSince);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var certificate = situation.Client.RenewalFails ? situation.Client : situation.Serving;
        return [Remedies.ApproveNewest(situation, certificate), Remedies.VerifyNode(situation)];
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => [ClusterSteps.Approve(situation, situation.Client.RenewalFails ? CertificateKind.Client : CertificateKind.Serving)];
}
