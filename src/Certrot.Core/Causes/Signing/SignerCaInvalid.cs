using System.Text.RegularExpressions;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The signing CA cannot be used.</summary>
internal sealed partial class SignerCaInvalid : Cause
{
    public override string Id => "signer-ca-invalid";

    public override string Title => "Signing CA file missing, unreadable, more than one certificate, or key does not match";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P6", "D4"];

    public override string Meaning =>
        "kube-controller-manager loads the signing pair when it starts, and ends where it cannot: the certificate file must hold exactly one certificate, and the key must be its key. A CA rotation that puts the bundle of old and new CA there is a common reason.";

    public override string Distinguish => "The log of kube-controller-manager names the file at its start; a controller that is merely down says something else.";

    public override string DecisiveCheck => "openssl x509 -noout -pubkey -in ca.crt against openssl pkey -pubout -in ca.key, and grep -c BEGIN ca.crt";

    public override IReadOnlyList<string> Consequences =>
        ["kcm-down", "csr-approved-not-issued-no-signer", "client-csr-autoapprove-rbac-missing", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.ControllerManager;
        if (Line(situation) is not { } line) return No;
        var stuck = situation.Certificates.FirstOrDefault(c => c.Stage is RotationStage.Pending or RotationStage.ApprovedNotIssued);
        if (stuck is null && !situation.Evidence.Fragmentary && situation.ControlPlane.LeaderIsGone != true && situation.ControlPlane.ControllerManagerPodsDown != true) return No;
        return Yes(Confidence.Confirmed, stuck?.Kind ?? CertificateKind.Client,
            $"kube-controller-manager cannot use its signing CA: {Reason(line)}.",
            [new Quote(new Source(log.Digest?.Source.Path ?? "log", (int)line.Line, line.Time), line.Text), stuck?.Newest is { } csr ? situation.Quote(csr) : null, situation.Client.ExpiryQuote],
            First(situation, line), latent: stuck is null && !situation.Evidence.Fragmentary);
    }

    /// <summary>What kube-controller-manager says of the pair in its newest run, or in the one before where it has only just been started again.</summary>
    private static LogMatch? Line(Situation situation)
    {
        var log = situation.ControllerManager;
        var line = log.LastNow(ControlPlaneMessages.SignerUnreadable);
        if (line is null && log.Digest is { Runs.Count: > 1 } digest) line = log.Last(ControlPlaneMessages.SignerUnreadable, m => m.Run >= digest.Runs.Count - 2);
        return line is null && situation.Evidence.Fragmentary ? log.Last(ControlPlaneMessages.SignerUnreadable) ?? situation.Kubelet.Last(ControlPlaneMessages.SignerUnreadable) : line;
    }

    [GeneratedRegex("""CA (?<kind>cert|key) file \\?"(?<file>/[^"\\]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedFile();

    /// <summary>The error without the fields that a structured line puts behind it.</summary>
    private static string Reason(LogMatch line)
    {
        var text = line.Captures.GetValueOrDefault("err") ?? line.Text;
        var logger = text.IndexOf("\" logger=", StringComparison.Ordinal);
        if (logger > 0) text = text[..logger];
        if (text.Count(c => c == '"') % 2 == 1 && text.EndsWith('"')) text = text[..^1];
        return text.TrimEnd('.');
    }

    /// <summary>When kube-controller-manager, which is started again and again, met it first.</summary>
    private static DateTimeOffset? First(Situation situation, LogMatch line) => situation.ControllerManager.First(ControlPlaneMessages.SignerUnreadable)?.Time ?? line.Time;

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var named = Line(situation) is { } line ? NamedFile().Match(line.Text) : Match.Empty;
        var certificate = situation.ControlPlane.ControllerManagerFlag("cluster-signing-cert-file") ?? (named.Groups["kind"].Value == "cert" ? named.Groups["file"].Value : "/etc/kubernetes/pki/ca.crt");
        var key = situation.ControlPlane.ControllerManagerFlag("cluster-signing-key-file") ?? (named.Groups["kind"].Value == "key" ? named.Groups["file"].Value : "/etc/kubernetes/pki/ca.key");
        FixStep[] names = situation.ControlPlane.ControllerManagers.Count > 0
            ? []
            : [new("See which files it is told to use: its flags were not collected", "control-plane", ["grep -E 'cluster-signing|signing-(cert|key)-file' /etc/kubernetes/manifests/kube-controller-manager.yaml"])];
        return
        [
            .. names,
            new("Compare the two files: one certificate, and the same public key twice", "control-plane",
                [$"grep -c 'BEGIN CERTIFICATE' {certificate}", $"openssl x509 -noout -pubkey -in {certificate} | sha256sum", $"openssl pkey -pubout -in {key} | sha256sum"]),
            new("Put the matching pair back from the backup; a bundle belongs only to --root-ca-file and --client-ca-file", "control-plane", [], "Issue nothing with a CA that the API server does not accept: compare with the ConfigMap kube-system/extension-apiserver-authentication."),
            new("See that kube-controller-manager leads again", "workstation", [$"{situation.Names.Kubectl} -n kube-system get lease kube-controller-manager", $"{situation.Names.Kubectl} get csr"]),
        ];
    }
}
