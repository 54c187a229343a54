using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet runs before the node was joined.</summary>
internal sealed class NeverBootstrapped : Cause
{
    public override string Id => "never-bootstrapped";

    public override string Title => "Not a rotation failure: kubelet started before init/join";

    public override CauseKind Kind => CauseKind.Benign;

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Runbook => ["P4"];

    public override string Meaning => "The kubelet package starts the service at installation. Until kubeadm init or join has run it finds no kubeconfig and restarts every few seconds, which is as it should be.";

    public override string Distinguish => "No line says \"is expired\" and no certificate is on disk.";

    public override string DecisiveCheck => "ls /etc/kubernetes/kubelet.conf /var/lib/kubelet/pki";

    public override IReadOnlyList<string> Consequences => ["kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.Kubelet;
        var missing = log.LastNow(KubeletMessages.BootstrapMissing) ?? log.LastNow(KubeletMessages.ClientCaMissing);
        var host = situation.Evidence.Host;
        if (situation.Client.Certificate is not null || host.Pki?.Values.Any(f => f.Certificates.Count > 0) == true || situation.Node is not null) return No;
        foreach (var other in new[] { KubeletMessages.StartedExpired, KubeletMessages.PairMissing, KubeletMessages.PairUnreadable, KubeletMessages.Registered, KubeletMessages.Rotated })
        {
            if (log.Last(other) is { } line) return missing is null ? No : Not("The node was joined before: the log speaks of its certificate.", [log.Quote(line)]);
        }

        var noKubeconfig = host.Kubeconfig is null && host.Files is { } files && !files.Any(f => f.Path == situation.Names.Kubeconfig);
        if (missing is null && !(noKubeconfig && situation.NodeIsMissing)) return No;
        return Yes(noKubeconfig ? Confidence.Confirmed : Confidence.Likely, null,
            $"{situation.Names.Node} has not joined a cluster yet: there is no {situation.Names.Kubeconfig} and no certificate.", [missing is null ? null : log.Quote(missing)], null);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Make a join command", "control-plane", ["kubeadm token create --print-join-command"]),
        new("Run it on the node (or kubeadm init for the first control-plane node)", "node", []),
    ];
}
