using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The disk takes no new pair.</summary>
internal sealed class PkiWriteFailed : Cause
{
    /// <summary>A pair needs less than 4 KiB; below this nothing can be written reliably.</summary>
    private const long TooLittleBytes = 16 * 1024;

    public override string Id => "pki-write-failed";

    public override string Title => "Disk full / inodes / read-only file system while storing the new pair";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P1", "P3", "P4", "D2"];

    public override string Meaning =>
        "The certificate is issued, and the file system of the certificate directory is full, out of inodes, read-only or broken. Some releases go on with the new certificate in memory alone: all looks well until the kubelet restarts with the old file.";

    public override string Distinguish => "The system's words in \"Unable to store the new cert/key pair\", or a full disk and an issued certificate that is not in the directory.";

    public override string DecisiveCheck => "df -h and df -i on /var/lib/kubelet/pki, findmnt -T on it, touch a file in it";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "pki-corrupt", "kubelet-not-running", "csr-deleted-before-issue", "client-expired-node-offline"];

    public override Judgement Judge(Situation situation)
    {
        var disk = situation.Evidence.Host.Disk;
        var unwritable = disk is { ReadOnly: true } or { AvailableBytes: < TooLittleBytes } or { AvailableInodes: 0 };
        var line = situation.Kubelet.LastNow(KubeletMessages.StoreFailed) is { } s && KubeletMessages.DiskFailure.Expression!.IsMatch(s.Text) ? s
            : situation.Kubelet.LastNow(KubeletMessages.DiskFailure) is { } d && (d.Text.Contains("/pki", StringComparison.Ordinal) || d.Text.Contains("cert", StringComparison.Ordinal)) ? d : null;
        if (line is null && situation.Evidence.Fragmentary && situation.Kubelet.LastNow(KubeletMessages.DiskFailure) is { } any && situation.Kubelet.LastNow(KubeletMessages.StoreFailed) is not null) line = any;
        if (line is not null && (IsServing(line) ? situation.Serving : situation.Client).IsHistory(line)) line = null;
        var lost = situation.Certificates.FirstOrDefault(c => c.Stage == RotationStage.IssuedNotStored);
        if (line is null && !unwritable) return No;
        var diskQuote = disk is null ? null : new Quote(disk.Source, $"{disk.Path}: {disk.AvailableBytes} of {disk.TotalBytes} bytes free{(disk.AvailableInodes is { } i ? $", {i} inodes free" : "")}{(disk.ReadOnly ? ", read-only" : "")}");
        if (line is null && lost is null)
        {
            var next = situation.Certificates.FirstOrDefault(c => c is { RotationEnabled: true, Certificate: not null });
            return next is null ? No : Yes(Confidence.Confirmed, next.Kind, $"{disk!.Path} of {situation.Names.Node} takes no new file: the next renewal, due from {next.WindowStart:yyyy-MM-dd} on, cannot be stored.", [diskQuote, next.ExpiryQuote], latent: true);
        }

        if (line is null && situation.Now - lost!.Newest!.Meta.Created < TimeSpan.FromSeconds(15)) return No;
        var kind = lost?.Kind ?? (IsServing(line!) ? CertificateKind.Serving : CertificateKind.Client);
        var why = disk is { ReadOnly: true } ? "is read-only" : unwritable ? "is full" : KubeletMessages.DiskFailure.Expression!.Match(line?.Text ?? "") is { Success: true } failure ? failure.Groups["why"].Value : "the file cannot be written";
        return Yes(line is not null || unwritable ? Confidence.Confirmed : Confidence.Likely, kind,
            $"A new {(kind == CertificateKind.Client ? "client" : "serving")} certificate was issued to {situation.Names.Node} and could not be stored: {(unwritable ? $"{disk!.Path} {why}" : why)}{(line is null ? "; the kubelet holds it in memory only" : "")}.",
            [line is null ? null : situation.Kubelet.Quote(line), diskQuote, lost?.Newest is { HasCertificate: true } csr ? situation.Quote(csr) : null, (lost ?? situation.Client).ExpiryQuote],
            (kind == CertificateKind.Client ? situation.Client : situation.Serving).FailingSince ?? line?.Time);
    }

    private static bool IsServing(LogMatch line) => line.Text.Contains("kubelet-server", StringComparison.Ordinal) || line.Text.Contains("kubelet-serving", StringComparison.Ordinal);

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Make room, or make it writable again", "node",
            [$"df -h {situation.Names.CertificateDirectory}", $"df -i {situation.Names.CertificateDirectory}", $"findmnt -T {situation.Names.CertificateDirectory}", "crictl rmi --prune", "journalctl --vacuum-size=500M"],
            "A file system that went read-only by itself has errors: look at dmesg before mount -o remount,rw."),
        new("Restart the kubelet only when a file can be written: it then asks for a certificate and stores it", "node", [$"touch {situation.Names.CertificateDirectory}/.probe && rm {situation.Names.CertificateDirectory}/.probe && {situation.Names.RestartKubelet}"], "A kubelet that holds the new certificate in memory alone must be restarted before the file's certificate ends, not after.", $"openssl x509 -noout -enddate -in {situation.Names.ClientCurrent}"),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
    [
        ByHandSteps.Of(situation, Fix(situation)[0], RepairPhase.Client, static view => view.Now.Evidence.Host.Disk switch
        {
            null => CheckResult.Waiting("the file system was not read"),
            { ReadOnly: true } => CheckResult.Waiting("the file system is read-only"),
            { AvailableBytes: < TooLittleBytes } => CheckResult.Waiting("the file system is full"),
            { AvailableInodes: 0 } => CheckResult.Waiting("the file system has no inodes left"),
            _ => CheckResult.Done("the file system has room and is writable"),
        }),
        NodeSteps.Restart(situation),
        ClusterSteps.Approve(situation, situation.Client.RenewalFails || situation.Serving.RotationEnabled != true ? CertificateKind.Client : CertificateKind.Serving),
    ];
}
