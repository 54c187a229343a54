using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The signing CA is at its end.</summary>
internal sealed class SignerCaExpired : Cause
{
    /// <summary>A CSR that cannot be signed is tried again at least this often: up to 1000 s (pkg/controller/certificates/certificate_controller.go), and a margin.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(30);

    public override string Id => "signer-ca-expired";

    public override string Title => "Signing CA expired or about to expire (issued certificates are truncated)";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P6", "D4", "D7"];

    public override string Meaning =>
        "No certificate outlives its CA: near the end of the CA the signer cuts every certificate to the CA's own NotAfter, and after it refuses to sign. kubeadm's CA lives ten years; all nodes are affected in the same moment.";

    public override string Distinguish => "The leaf's NotAfter equals the CA's to the second; or the log says \"the signer has expired\".";

    public override string DecisiveCheck => "openssl x509 -noout -enddate -in /etc/kubernetes/pki/ca.crt";

    public override IReadOnlyList<string> Consequences =>
        ["csr-approved-not-issued-no-signer", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "kubelet-not-running", "client-expired-node-offline", "signer-duration-too-short"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.ControllerManager;
        var line = log.LastNow(ControlPlaneMessages.SignerExpired) ?? (situation.Evidence.Fragmentary ? log.Last(ControlPlaneMessages.SignerExpired) ?? situation.Kubelet.Last(ControlPlaneMessages.SignerExpired) : null);
        var stuck = situation.Certificates.FirstOrDefault(c => c.Stage == RotationStage.ApprovedNotIssued);
        var cas = situation.ClusterCas;

        // Every CSR that waits is tried again: where none waits and the CA is another by now, an old refusal is history.
        if (line?.Time is { } refused && stuck is null && situation.Now - refused > Retry && cas.Count > 0 && cas.All(c => c.NotAfter > situation.Now)) line = null;
        if (line is not null)
        {
            return Yes(Confidence.Confirmed, stuck?.Kind ?? CertificateKind.Client,
                $"The signing CA expired{(line.Captures.TryGetValue("t", out var t) ? $" at {t} UTC" : "")}: nothing is issued in the whole cluster.",
                [new Quote(new Source(log.Digest?.Source.Path ?? "log", (int)line.Line, line.Time), line.Text), stuck?.Newest is { } csr ? situation.Quote(csr) : null, situation.Client.ExpiryQuote],
                stuck?.FailingSince ?? line.Time);
        }

        if (stuck is not null && cas.Count > 0 && cas.All(c => c.NotAfter < situation.Now))
        {
            return Yes(Confidence.Confirmed, stuck.Kind, $"The cluster's CA expired at {cas.Max(c => c.NotAfter):yyyy-MM-dd HH:mm:ss} UTC: {stuck.Newest!.Meta.Name} is approved and cannot be issued.",
                [new Quote(new Source("cluster/configmaps-kube-system.json"), $"CA {cas[0].Subject.Text} notAfter {cas[0].NotAfter:yyyy-MM-dd HH:mm:ss}"), situation.Quote(stuck.Newest)], cas.Max(c => c.NotAfter));
        }

        foreach (var certificate in situation.Certificates)
        {
            if (certificate.Certificate is not { } leaf || certificate.RotationEnabled == false) continue;
            var ca = cas.FirstOrDefault(c => c.SubjectDer.AsSpan().SequenceEqual(leaf.IssuerDer) && c.NotAfter == leaf.NotAfter);
            if (ca is null || leaf.IsSelfIssued) continue;
            return Yes(Confidence.Confirmed, certificate.Kind,
                $"The CA {ca.Subject.Text} ends at {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC, and the {certificate.Name} certificate of {situation.Names.Node} was cut to that very second: no renewal can reach further.",
                [certificate.ExpiryQuote, new Quote(new Source("cluster/configmaps-kube-system.json"), $"CA {ca.Subject.Text} notAfter {ca.NotAfter:yyyy-MM-dd HH:mm:ss}")], latent: ca.NotAfter > situation.Now);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Plan a CA rotation: a new CA, both in every bundle first, then new leaf certificates, then the old one out", "control-plane", ["openssl x509 -noout -subject -dates -in /etc/kubernetes/pki/ca.crt"],
            "Follow \"Manual Rotation of CA Certificates\" of the Kubernetes documentation in its order. Do not re-issue kubelet certificates from the old CA: they would end with it."),
        new("Put the bundle of old and new CA into --client-ca-file, --root-ca-file and every kubeconfig, and the new pair into --cluster-signing-cert-file and -key-file", "control-plane", ["cat ca-new.crt ca-old.crt > /etc/kubernetes/pki/ca-bundle.crt"]),
        new("Restart kube-apiserver, then kube-controller-manager, then the kubelets, one by one", "control-plane", ["crictl ps --name kube-apiserver -q | xargs --no-run-if-empty crictl stop", "crictl ps --name kube-controller-manager -q | xargs --no-run-if-empty crictl stop"]),
        Remedies.VerifyNode(situation),
    ];
}
