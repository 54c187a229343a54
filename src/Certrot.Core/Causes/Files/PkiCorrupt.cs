using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The certificate file cannot be read.</summary>
internal sealed class PkiCorrupt : Cause
{
    public override string Id => "pki-corrupt";

    public override string Title => "PEM empty, truncated, wrong order, or key does not match";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "D2"];

    public override string Meaning =>
        "A pair that was written without fsync (releases before 1.34) can be empty or cut off after a power loss; a hand that edits or copies does the rest. The kubelet cannot load it, has no bootstrap credentials any more, and ends.";

    public override string Distinguish => "The dates cannot be read at all; a file that is gone is pki-file-missing.";

    public override string DecisiveCheck => "ls -l kubelet-client-current.pem; openssl x509 -noout -enddate -in it; compare the public keys of certificate and key";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-no-bootstrap", "kubelet-not-running", "never-bootstrapped", "auth-anonymous", "client-expired-kubelet-running", "pki-file-missing", "client-expired-rotation-disabled", "client-expired-node-offline"];

    public override Judgement Judge(Situation situation)
    {
        if (Corrupt(situation) is not { } certificate) return No;
        var line = Line(situation, certificate);
        var file = certificate.CurrentFile;
        var broken = IsBroken(file);
        return Yes(broken ? Confidence.Confirmed : Confidence.Likely, certificate.Kind,
            $"{(certificate.Kind == CertificateKind.Client ? situation.Names.ClientCurrent : situation.Names.ServingCurrent)} of {situation.Names.Node} cannot be read: {(broken ? file!.Problems[0] : Reason(line!))}.",
            [broken ? new Quote(file!.Source, $"{file.Size} bytes: {file.Problems[0]}") : null, line is null ? null : situation.Kubelet.Quote(line)], situation.FailsToStartSince ?? Modified(situation, certificate) ?? line?.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        if (IsServing(situation))
        {
            return
            [
                new("Move the broken serving pair away; the kubelet asks for another when it starts", "node", [$"mv {situation.Names.ServingCurrent} {situation.Names.ServingCurrent}.broken", situation.Names.RestartKubelet]),
                Remedies.ApproveNewest(situation, situation.Serving),
            ];
        }

        var good = Remedies.NewestGoodPair(situation);
        return good is not null
            ?
            [
                new("Point current.pem to the newest intact file", "node", [$"ln -sfn {good} {situation.Names.ClientCurrent}", situation.Names.RestartKubelet], null, $"openssl x509 -noout -enddate -in {situation.Names.ClientCurrent}"),
                Remedies.VerifyNode(situation),
            ]
            : Remedies.ReissueClientCertificate(situation);
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        if (IsServing(situation))
        {
            return
            [
                NodeSteps.MoveAway(situation, "Move the broken serving pair away; the kubelet asks for another when it starts", RepairPhase.Serving, "low: the kubelet cannot use it", situation.Names.ServingCurrent),
                NodeSteps.Restart(situation, RepairPhase.Serving),
                ClusterSteps.Approve(situation, CertificateKind.Serving),
            ];
        }

        return Remedies.NewestGoodPair(situation) is { } good
            ? [NodeSteps.Link(situation, situation.Names.ClientCurrent, good), NodeSteps.Restart(situation)]
            : CredentialSteps.Rebootstrap(situation, Id);
    }

    private static bool IsServing(Situation situation) => Corrupt(situation)?.Kind == CertificateKind.Serving;

    /// <summary>The certificate whose pair cannot be read; null where both can.</summary>
    private static CertificateState? Corrupt(Situation situation) => situation.Certificates.FirstOrDefault(certificate =>
    {
        var broken = IsBroken(certificate.CurrentFile);
        if (Line(situation, certificate) is null) return broken;
        return broken || situation.Posts != true || certificate.Kind == CertificateKind.Serving || situation.Kubelet.LastNow(KubeletMessages.FailedToRun) is not null;
    });

    private static bool IsBroken(CertificateFile? file) => file is { Problems.Count: > 0, Leaf: null };

    private static LogMatch? Line(Situation situation, CertificateState certificate) =>
        situation.Kubelet.LastNow(KubeletMessages.PairUnreadable) is { } line && !line.Text.Contains("loading client-ca", StringComparison.Ordinal) && Concerns(certificate, line) ? line : null;

    /// <summary>A pair is loaded at every start, due or not: a line that names no file means the client pair, without which the kubelet does not start.</summary>
    private static bool Concerns(CertificateState certificate, LogMatch line)
    {
        var serving = line.Text.Contains("kubelet-server", StringComparison.Ordinal) || line.Text.Contains("kubelet-serving", StringComparison.Ordinal);
        return certificate.Kind == CertificateKind.Client ? !serving : serving;
    }

    private static string Reason(LogMatch line) => line.Text.Length > 160 ? line.Text[..160] : line.Text;

    private static DateTimeOffset? Modified(Situation situation, CertificateState certificate) =>
        situation.Evidence.Host.Files?.FirstOrDefault(f => certificate.CurrentFile is { } file && file.Source.Path.EndsWith("/" + f.Name, StringComparison.Ordinal))?.Modified;
}
