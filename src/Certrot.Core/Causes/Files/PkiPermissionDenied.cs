using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet may not touch its certificate directory.</summary>
internal sealed class PkiPermissionDenied : Cause
{
    public override string Id => "pki-permission-denied";

    public override string Title => "kubelet may not read/write its pki directory (owner, mode, SELinux, immutable)";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "P4", "D2"];

    public override string Meaning =>
        "Wrong owner or mode, a wrong SELinux label, or the immutable attribute keeps the kubelet from writing the new pair. The certificate is issued each time and lost each time.";

    public override string Distinguish => "\"permission denied\" is owner, mode or SELinux; \"operation not permitted\" for root is the immutable attribute; \"no space\" and \"read-only\" are pki-write-failed.";

    public override string DecisiveCheck => "namei -l and lsattr -d on /var/lib/kubelet/pki; ausearch -m avc -c kubelet";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "pki-write-failed", "pki-corrupt", "pki-file-missing", "kubelet-not-running", "csr-deleted-before-issue"];

    public override Judgement Judge(Situation situation)
    {
        if (situation.Kubelet.LastNow(KubeletMessages.PkiPermission) is not { } line) return No;
        var serving = line.Text.Contains("kubelet-server", StringComparison.Ordinal) || line.Text.Contains("kubelet-serving", StringComparison.Ordinal);
        var certificate = serving ? situation.Serving : situation.Client;
        if (certificate.IsHistory(line)) return No;
        var immutable = line.Text.Contains("operation not permitted", StringComparison.Ordinal);
        return Yes(Confidence.Confirmed, certificate.Kind,
            $"The kubelet of {situation.Names.Node} may not {(line.PatternId.Length > 0 && line.Text.Contains("store", StringComparison.Ordinal) ? "write to" : "use")} {situation.Names.CertificateDirectory} ({(immutable ? "operation not permitted: the immutable attribute is the usual reason" : "permission denied")}).",
            [situation.Kubelet.Quote(line), certificate.Renewal.FirstOrDefault(c => c.HasCertificate) is { } csr ? situation.Quote(csr) : null, certificate.ExpiryQuote],
            situation.FailsToStartSince ?? certificate.FailingSince ?? line.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See what is in the way", "node", [$"namei -l {situation.Names.CertificateDirectory}", $"lsattr -d {situation.Names.CertificateDirectory} {situation.Names.CertificateDirectory}/*", $"ls -ldZ {situation.Names.CertificateDirectory}"]),
        new("Put owner, mode, label and attributes right", "node",
            [$"chattr -R -i {situation.Names.CertificateDirectory}", $"chown -R root:root {situation.Names.CertificateDirectory}", $"chmod 0755 {situation.Names.CertificateDirectory} && chmod 0600 {situation.Names.CertificateDirectory}/*.pem", $"command -v restorecon >/dev/null && restorecon -R {situation.Names.CertificateDirectory}"],
            "The kubelet tries again by itself every 32 seconds."),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
        [NodeSteps.RestoreAccess(situation), NodeSteps.Restart(situation), .. situation.Client.RenewalFails ? [ClusterSteps.Approve(situation, CertificateKind.Client)] : Array.Empty<RepairStep>()];
}
