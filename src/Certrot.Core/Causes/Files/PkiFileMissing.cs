using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The certificate file is gone.</summary>
internal sealed class PkiFileMissing : Cause
{
    public override string Id => "pki-file-missing";

    public override string Title => "kubelet-client-current.pem or referenced file missing / dangling symlink / cert-dir on tmpfs";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "D2"];

    public override string Meaning =>
        "The kubeconfig names a certificate file that is not there: a clean-up, a dangling symbolic link, or a certificate directory on a file system that a reboot empties. Without bootstrap credentials the kubelet ends at its next start.";

    public override string Distinguish => "The file is absent rather than unreadable (pki-corrupt); a node that never joined has no kubelet.conf either (never-bootstrapped).";

    public override string DecisiveCheck => "readlink -e /var/lib/kubelet/pki/kubelet-client-current.pem";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-no-bootstrap", "kubelet-not-running", "never-bootstrapped", "auth-anonymous", "client-expired-kubelet-running"];

    public override Judgement Judge(Situation situation)
    {
        var host = situation.Evidence.Host;
        var line = situation.Kubelet.LastNow(KubeletMessages.PairMissing);
        var named = host.Kubeconfig?.ClientCertificatePath;
        if (situation.Evidence.Fragmentary && line?.Captures.GetValueOrDefault("file") is { Length: > 0 } pasted && !IsOfKubelet(pasted)) line = null;
        // What the log missed is there by now: the kubelet wrote it since, or somebody put it back.
        if (line?.Captures.GetValueOrDefault("file") is { Length: > 0 } told && IsThere(host, told)) line = null;
        var listed = host.Files is { Count: > 0 } || host.Pki is { Count: > 0 };
        var link = named is null ? null : host.Files?.FirstOrDefault(f => f.Path == named);
        var dangling = link?.Target is { } target && host.Files!.Any(f => f.Path.StartsWith(target[..(target.LastIndexOf('/') + 1)], StringComparison.Ordinal)) && !host.Files!.Any(f => f.Path == target || f.Name == Name(target));
        var absent = named is not null && listed && link is null && host.Pki?.ContainsKey(Name(named)) != true;
        if (line is null && !dangling && !(absent && situation.BootstrapIsMissing)) return No;

        // A first bootstrap runs without the file: that is as it should be.
        if (situation.Kubelet.LastNow(KubeletMessages.BootstrapUsed) is not null && line is null) return No;
        if (line is not null && situation.Client.CurrentFile?.Leaf is not null && !dangling && !absent && situation.Posts == true) return No;
        var missing = line?.Captures.GetValueOrDefault("file") is { Length: > 0 } f ? f : named ?? situation.Names.ClientCurrent;
        var running = situation.Evidence.Host.Process?.Running == true && situation.Posts == true;
        return Yes((absent || dangling) && (line is not null || listed) ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"{missing} of {situation.Names.Node} {(dangling ? $"points to {link!.Target}, which is not there" : "is not there")}; {(running ? "the running kubelet holds it in memory and the next start fails" : "the kubelet cannot start without it")}.",
            [
                line is null ? null : situation.Kubelet.Quote(line), host.Kubeconfig is { } k && named is not null ? new Quote(k.Source, $"client-certificate: {named}") : null,
                dangling ? new Quote(link!.Source, $"{link.Path} -> {link.Target}") : absent && host.Files is { Count: > 0 } files ? new Quote(files[0].Source, $"{named} is not listed") : null,
            ],
            situation.FailsToStartSince ?? line?.Time, latent: running && line is null);
    }

    /// <summary>kubectl says the same of its own user's files.</summary>
    /// <summary>Whether a file is listed, and what it points to as well.</summary>
    private static bool IsThere(HostEvidence host, string path) =>
        host.Files?.FirstOrDefault(f => f.Path == path) is { } file && (file.Target is not { } target || host.Files.Any(f => f.Path == target || (f.Name == Name(target) && !target.StartsWith('/'))));

    private static bool IsOfKubelet(string path) =>
        path.Contains("kubelet", StringComparison.Ordinal) || path.StartsWith("/etc/kubernetes/", StringComparison.Ordinal) || path.StartsWith("/var/lib/rancher/", StringComparison.Ordinal) || path.StartsWith("/var/snap/", StringComparison.Ordinal);

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var good = Remedies.NewestGoodPair(situation);
        return good is not null
            ?
            [
                new("Point current.pem to the newest file that is still valid", "node", [$"ln -sfn {good} {situation.Names.ClientCurrent}", situation.Names.RestartKubelet], null, $"openssl x509 -noout -enddate -in {situation.Names.ClientCurrent}"),
                Remedies.VerifyNode(situation),
            ]
            : [.. Remedies.ReissueClientCertificate(situation), new("Keep the certificate directory on a disk that survives a reboot", "node", [$"findmnt -T {situation.Names.CertificateDirectory}"])];
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        // A link in its place does not help a kubeconfig that names another file.
        var elsewhere = situation.Evidence.Host.Kubeconfig?.ClientCertificatePath is { } named && named != situation.Names.ClientCurrent;
        if (elsewhere && Remedies.HasGoodClientPair(situation)) return [NodeSteps.PointToRotatingFile(situation), NodeSteps.Restart(situation)];
        if (Remedies.NewestGoodPair(situation) is not { } good) return CredentialSteps.Rebootstrap(situation, Id);
        return [NodeSteps.Link(situation, situation.Names.ClientCurrent, good), .. elsewhere ? [NodeSteps.PointToRotatingFile(situation)] : Array.Empty<RepairStep>(), NodeSteps.Restart(situation)];
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
