using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Approved, and nobody signs.</summary>
internal sealed class CsrApprovedNotIssuedNoSigner : Cause
{
    /// <summary>A healthy signer issues within seconds of the approval; retries of one CSR begin at 200 ms (pkg/controller/certificates/certificate_controller.go).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override string Id => "csr-approved-not-issued-no-signer";

    public override string Title => "Approved, never Issued: signer not running for this signer name";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P6", "D4"];

    public override string Meaning =>
        "kube-controller-manager signs only where it was given a CA: --cluster-signing-cert-file and --cluster-signing-key-file for all signers, or a pair of flags for each. As soon as one pair of its own is set, signers without theirs are off; "
        + "without any, or with csrsigning switched off, CSRs are approved and never issued. Approving again does not help.";

    public override string Distinguish => "Pending instead is a matter of approval; Failed is csr-failed-signer-validation; a signer that runs and cannot sign is signer-ca-invalid or signer-ca-expired.";

    public override string DecisiveCheck => "the flags of kube-controller-manager, and \"Skipping CSR signer controller\" in its log";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "csr-deleted-before-issue", "kubelet-not-running", "managed-signer-refuses"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.ControllerManager;
        var skipped = log.LastNow(ControlPlaneMessages.SignerSkipped);
        var disabled = log.LastNow(ControlPlaneMessages.SigningDisabled);
        var line = skipped ?? disabled;
        var stuck = situation.Certificates.FirstOrDefault(c => c.Stage == RotationStage.ApprovedNotIssued && situation.Now - (c.Newest!.Approved!.LastUpdate ?? c.Newest.Meta.Created) > Patience);
        if (stuck is null)
        {
            if (!situation.Evidence.Fragmentary) return Latent(situation, line);
            line = log.Last(ControlPlaneMessages.SignerSkipped) ?? log.Last(ControlPlaneMessages.SigningDisabled) ?? situation.Kubelet.Last(ControlPlaneMessages.SignerSkipped);
            if (line is not null) return Yes(Confidence.Likely, CertificateKind.Client, "kube-controller-manager runs without a signer for kubelet certificates.", [new Quote(new Source("log", (int)line.Line, line.Time), line.Text)], line.Time);
            var waiting = situation.Kubelet.LastNow(KubeletMessages.CsrApproved);

            // Before 1.19 tables have no column for the signer, and one signer serves all CSRs.
            if (waiting is null && situation.Evidence.Cluster.CertificateSigningRequests?.FirstOrDefault(c => c is { SignerName.Length: 0, Approved: not null, HasCertificate: false, Failed: null, Denied: null } && situation.Now - c.Meta.Created > Patience) is { } unsigned)
                return Yes(Confidence.Possible, CertificateKind.Client, $"{unsigned.Meta.Name} is approved and not issued; the signer of this cluster may not run.", [situation.Quote(unsigned)], unsigned.Meta.Created);
            return waiting is not null && situation.Kubelet.LastNow(KubeletMessages.CsrIssued) is null
                ? Yes(Confidence.Likely, CertificateKind.Client, "The CSR is approved, and no signer issues the certificate.", [situation.Kubelet.Quote(waiting)], waiting.Time)
                : No;
        }

        var csr = stuck.Newest!;

        // A managed control plane signs for its own nodes only (managed-signer-refuses).
        if (situation.Distribution is Distribution.Eks or Distribution.Aks or Distribution.Gke && !csr.Username.StartsWith("system:node:", StringComparison.Ordinal) && !csr.Username.StartsWith("system:bootstrap", StringComparison.Ordinal)) return No;
        var off = situation.ControlPlane.IsSwitchedOff("csrsigning", "certificatesigningrequest-signing-controller");
        var known = situation.ControlPlane.ControllerManagerFlagsKnown;
        var unconfigured = known && !HasCa(situation, stuck.SignerName);
        if (known && off == false && !unconfigured && line is null)
        {
            return situation.Evidence.Cluster.ControllerManagerLog is null
                ? Yes(Confidence.Possible, stuck.Kind, $"{csr.Meta.Name} of {situation.Names.Node} is approved and not issued, although kube-controller-manager has a signing CA.", [situation.Quote(csr)], stuck.FailingSince)
                : Not("kube-controller-manager has a CA for this signer and does not skip it.", [ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "cluster-signing-cert-file")]);
        }

        if (situation.Distribution.IsManaged() && !known)
        {
            return Yes(Confidence.Likely, stuck.Kind, $"{csr.Meta.Name} of {situation.Names.Node} is approved, and the provider's control plane does not issue it.",
                [situation.Quote(csr), line is null ? null : log.Quote(line), stuck.ExpiryQuote], stuck.FailingSince);
        }

        var why = off == true ? "its signing controllers are switched off by --controllers"
            : unconfigured ? "no --cluster-signing-cert-file and --cluster-signing-key-file is set for it"
            : skipped?.Captures.GetValueOrDefault("why") is { Length: > 0 } because ? because : "its signing controllers do not run";
        return Yes(off == true || unconfigured || line is not null ? Confidence.Confirmed : Confidence.Likely, stuck.Kind,
            $"{csr.Meta.Name} of {situation.Names.Node} is approved and not issued: kube-controller-manager does not sign for {stuck.SignerName}, {why}.",
            [
                situation.Quote(csr), off == true ? ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "controllers") : null,
                unconfigured ? ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "cluster-signing-cert-file") : null, line is null ? null : log.Quote(line), stuck.ExpiryQuote,
            ],
            stuck.FailingSince);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => situation.Distribution.IsManaged() ?
    [
        new("Compare the node with what the provider's signer asks for: a running instance of this cluster whose private name and addresses are those in the CSR", "infrastructure",
            [$"{situation.Names.Kubectl} get csr {(situation.Serving.Newest ?? situation.Client.Newest)?.Meta.Name ?? "NAME"} -o jsonpath='{{.spec.request}}' | base64 -d | openssl req -noout -subject -ext subjectAltName", $"{situation.Names.Kubectl} get node {situation.Names.Node} -o jsonpath='{{.spec.providerID}} {{.status.addresses}}'"]),
        new("If they agree, it is the provider's signer: replace the node, and tell the provider", "infrastructure", [$"{situation.Names.Kubectl} cordon {situation.Names.Node}", $"{situation.Names.Kubectl} drain {situation.Names.Node} --ignore-daemonsets --delete-emptydir-data"]),
    ] :
    [
        Remedies.EditManifest(situation, "kube-controller-manager", "Set --cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt and --cluster-signing-key-file=/etc/kubernetes/pki/ca.key, and take -csrsigning out of --controllers"),
        new("With an external CA (no ca.key in the cluster) sign by hand instead", "control-plane", [], "Sign the kubelet's request with the external CA, O=system:nodes, CN=system:node:" + situation.Names.Node + ", client auth, and write it into the kubelet's kubeconfig."),
        new("See that approved CSRs are now issued; they need not be approved again", "workstation", [$"{situation.Names.Kubectl} get csr -w"]),
    ];

    /// <summary>Whether the flags give a signer its CA (cmd/kube-controller-manager/app/certificates.go: own files switch the common ones off).</summary>
    private static bool HasCa(Situation situation, string signer)
    {
        var own = Remedies.SignerFlag(signer);
        if (situation.ControlPlane.ControllerManagerFlag(own + "-cert-file") is not null) return situation.ControlPlane.ControllerManagerFlag(own + "-key-file") is not null;
        foreach (var other in new[] { "kubelet-serving", "kubelet-client", "kube-apiserver-client", "legacy-unknown" })
        {
            if (situation.ControlPlane.ControllerManagerFlag($"cluster-signing-{other}-cert-file") is not null) return false;
        }

        return situation.ControlPlane.ControllerManagerFlag("cluster-signing-cert-file") is not null && situation.ControlPlane.ControllerManagerFlag("cluster-signing-key-file") is not null;
    }

    private static Judgement Latent(Situation situation, LogMatch? line)
    {
        if (!situation.ControlPlane.ControllerManagerFlagsKnown || situation.Distribution is not (Distribution.Kubeadm or Distribution.Unknown)) return No;
        foreach (var certificate in situation.Certificates)
        {
            if (certificate.RotationEnabled != true || certificate.NotAfter is null || HasCa(situation, certificate.SignerName)) continue;
            return Yes(Confidence.Confirmed, certificate.Kind, $"The next renewal of the {certificate.Name} certificate of {situation.Names.Node} will not be signed: kube-controller-manager has no CA for {certificate.SignerName}.",
                [ControlPlane.FlagQuote(situation.ControlPlane.ControllerManagers[0], "cluster-signing-cert-file"), line is null ? null : situation.ControllerManager.Quote(line), certificate.ExpiryQuote], latent: true);
        }

        return No;
    }
}
