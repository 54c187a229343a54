using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>current.pem is a regular file, which the kubelet will not replace.</summary>
internal sealed class PkiCurrentNotSymlink : Cause
{
    public override string Id => "pki-current-not-symlink";

    public override string Title => "current.pem is a regular file (copied/restored): new pair can not be activated";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "D2"];

    public override string Meaning =>
        "The kubelet activates a new pair by moving the symbolic link kubelet-client-current.pem. A backup or copy that followed the link leaves a regular file there; the kubelet refuses to replace it, throws each new certificate away and asks for another, until the old one ends.";

    public override string Distinguish => "CSRs are issued again and again; only the last step fails.";

    public override string DecisiveCheck => "ls -l /var/lib/kubelet/pki/kubelet-client-current.pem";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "kubelet-not-running", "csr-deleted-before-issue"];

    public override Judgement Judge(Situation situation)
    {
        var line = situation.Kubelet.LastNow(KubeletMessages.NotSymlink);
        foreach (var certificate in situation.Certificates)
        {
            var path = certificate.Kind == CertificateKind.Client ? situation.Names.ClientCurrent : situation.Names.ServingCurrent;
            var name = path[(path.LastIndexOf('/') + 1)..];
            var file = situation.Evidence.Host.Files?.FirstOrDefault(f => f.Name == name && !f.IsSymlink && !f.IsDirectory && f.Mode.Length > 0);
            var mine = line is not null && (line.Text.Contains(name, StringComparison.Ordinal) || (certificate.Kind == CertificateKind.Client && !line.Text.Contains("kubelet-server", StringComparison.Ordinal))) && !certificate.IsHistory(line) ? line : null;
            if (mine is null && file is null) continue;
            if (mine is null && certificate.RotationEnabled != true) continue;
            return Yes(Confidence.Confirmed, certificate.Kind,
                $"{path} of {situation.Names.Node} is a regular file: {(mine is null ? "the next renewal cannot be activated" : "every new certificate is issued and then thrown away")}.",
                [mine is null ? null : situation.Kubelet.Quote(mine), file is null ? null : new Quote(file.Source, $"{file.Mode} {file.Path}"), certificate.ExpiryQuote],
                mine is null ? null : certificate.FailingSince ?? mine.Time, latent: mine is null && !certificate.RenewalFails);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var client = IsClient(situation);
        var path = client ? situation.Names.ClientCurrent : situation.Names.ServingCurrent;
        var prefix = client ? "kubelet-client" : "kubelet-server";
        return
        [
            new("Make it a dated file and put the link back", "node",
                [$"cd {situation.Names.CertificateDirectory} && d={prefix}-$(date -u +%Y-%m-%d-%H-%M-%S).pem && mv {path} $d && ln -s {situation.Names.CertificateDirectory}/$d {path}", situation.Names.RestartKubelet], null, $"ls -l {path}"),
            Remedies.VerifyNode(situation),
        ];
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var kind = IsClient(situation) ? CertificateKind.Client : CertificateKind.Serving;
        var path = kind == CertificateKind.Client ? situation.Names.ClientCurrent : situation.Names.ServingCurrent;
        return [NodeSteps.MakeDated(situation, path), NodeSteps.Restart(situation, kind == CertificateKind.Client ? RepairPhase.Client : RepairPhase.Serving), ClusterSteps.Approve(situation, kind)];
    }

    private static bool IsClient(Situation situation) => situation.Kubelet.LastNow(KubeletMessages.NotSymlink)?.Text.Contains("kubelet-server", StringComparison.Ordinal) != true;
}
