using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet posts its status, and says itself why it is not Ready.</summary>
internal sealed class NotCertificateRelated : Cause
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly string[] starting = ["pleg has yet to be successful", "CSINode is not yet initialized", "container runtime status check may not have completed yet"];

    public override string Id => "not-certificate-related";

    public override string Title => "The node is NotReady for a reason other than certificates";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P1", "D1"];

    public override string Meaning => "Ready=False with a fresh heartbeat means that the kubelet talks to the API server: its client certificate works, and the reason is the one that the condition names (container runtime, network plug-in, pressure). A Node object that was deleted under a running kubelet is no matter of certificates either.";

    public override string Distinguish => "An expired client certificate gives Ready=Unknown and a stale heartbeat; a kubelet that the API server tells that its node is not found has a certificate that works.";

    public override string DecisiveCheck => "kubectl get node NODE -o jsonpath='{.status.conditions[?(@.type==\"Ready\")]}'";

    public override Judgement Judge(Situation situation)
    {
        var ready = situation.Node?.Ready;
        if (ready is { Status: "False" } && (situation.Posts == true || (situation.Evidence.Fragmentary && ready.Reason is "KubeletNotReady")))
        {
            if (situation.Trouble is not null && situation.Posts != true) return No;
            if (IsStarting(situation, ready)) return Not("The kubelet has only just started.", [situation.ReadyQuote!]);
            return Yes(situation.Posts == true ? Confidence.Confirmed : Confidence.Likely, null, $"{situation.Names.Node} is NotReady by its own account: {ready.Message ?? ready.Reason}.".Replace("..", ".", StringComparison.Ordinal), [situation.ReadyQuote], ready.LastTransition);
        }

        if (Gone(situation) is { } gone)
        {
            return Yes(situation.NodeIsMissing ? Confidence.Confirmed : Confidence.Likely, null,
                $"The Node object of {situation.Names.Node} was deleted while its kubelet runs; the API server answers the kubelet, so its client certificate works.",
                [situation.Kubelet.Quote(gone)], situation.Kubelet.FirstNow(KubeletMessages.NodeGone)?.Time);
        }

        if (!situation.Evidence.Fragmentary || situation.Trouble is not null || situation.Node is not null) return No;
        return situation.Kubelet.LastNow(KubeletMessages.RuntimeNotReady) is { } line && situation.Kubelet.LastNow(KubeletMessages.StartedExpired) is null && !line.Text.Contains("pleg has yet to be successful", StringComparison.Ordinal)
            ? Yes(Confidence.Possible, null, "The kubelet speaks of its container runtime or network plug-in, and of no certificate.", [situation.Kubelet.Quote(line)], line.Time)
            : No;
    }

    /// <summary>The answer that the Node object does not exist, where nothing says that it was registered again.</summary>
    /// <summary>What a kubelet says of itself in the first moments after its start (pkg/kubelet/pleg/generic.go, pkg/kubelet/runtime.go, pkg/volume/csi/csi_plugin.go, pkg/kubelet/nodestatus/setters.go).</summary>
    private static bool IsStarting(Situation situation, NodeCondition ready) =>
        situation.Now - ready.LastTransition < StartPatience && ready.Message is { Length: > 0 } message
        && message.Trim('[', ']').Split(", ").All(part => starting.Any(s => part.EndsWith(s, StringComparison.Ordinal)) || part.StartsWith("missing node capacity for resources: ", StringComparison.Ordinal));

    private static LogMatch? Gone(Situation situation)
    {
        if (situation.Node is not null || situation.Trouble is not null || situation.Client.Expired == true) return null;
        var line = situation.Kubelet.LastNow(KubeletMessages.NodeGone);
        return line is not null && (situation.Kubelet.LastNow(KubeletMessages.Registered) is not { } registered || registered.Line < line.Line) ? line : null;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => Gone(situation) is not null
        ?
        [
            new("Find out who deleted it (a cloud controller, an autoscaler, a person): it may be deleted again", "workstation", [$"{situation.Names.Kubectl} get events -A --field-selector involvedObject.kind=Node,involvedObject.name={situation.Names.Node}"]),
            new("Restart the kubelet: it registers its node only when it starts", "node", ["systemctl restart kubelet"], Verify: $"{situation.Names.Kubectl} get node {situation.Names.Node}"),
        ]
        : [new("Repair what the condition names; the certificates need nothing", "node", [$"{situation.Names.Kubectl} describe node {situation.Names.Node}", "crictl info | head -40", "systemctl status containerd --no-pager"])];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => Gone(situation) is null
        ? base.Repair(situation)
        : [NodeSteps.Restart(situation) with { Risk = "low for containers; whoever deleted the node (a cloud controller, an autoscaler, a person) may have meant it", Changes = "the kubelet's process is another, and registers the node again" }];
}
