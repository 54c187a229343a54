using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Nothing in the cluster approves serving CSRs.</summary>
internal sealed class ServingCsrNoApprover : Cause
{
    /// <summary>A node that has just started may only be waiting for its approver (serving-csr-transient).</summary>
    private static readonly TimeSpan NewNode = TimeSpan.FromMinutes(5);

    public override string Id => "serving-csr-no-approver";

    public override string Title => "Serving CSRs Pending because nothing approves kubelet-serving";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P5", "D3"];

    public override string Meaning =>
        "With serverTLSBootstrap the kubelet asks for a serving certificate, and Kubernetes itself never approves those requests: nobody but the operator knows which names a node may have. Without an approver "
        + "(kubelet-csr-approver, a cloud controller, the machine-approver, a person) they stay Pending, the node has no serving certificate, and logs, exec and metrics fail while the node stays Ready.";

    public override string Distinguish =>
        "An approver that is there and refuses is serving-csr-san-mismatch, csr-denied-by-approver or csr-requestor-mismatch; a CSR seconds old on a new node may be serving-csr-transient.";

    public override string DecisiveCheck => "is an approver deployed, and who is granted approve on signers kubernetes.io/kubelet-serving?";

    public override IReadOnlyList<string> Consequences => ["csr-flood", "csr-deleted-before-issue", "serving-csr-transient"];

    public override Judgement Judge(Situation situation)
    {
        var serving = situation.Serving;
        var log = situation.Kubelet;
        var symptom = log.LastNow(KubeletMessages.NoServingCertificate) ?? log.LastNow(KubeletMessages.RemoteInternalError);
        var pending = serving.Renewal.FirstOrDefault(c => c.IsPending);
        if (pending is null) return FromLogAlone(situation, symptom);
        if (serving.Stage is not RotationStage.Pending) return No;
        if (pending.Request is { } request && pending.Username != request.Subject.CommonName) return No;
        if (pending.Username.Length > 0 && Remedies.NodeOf(pending.Username) is null) return No;

        var approvers = ServingApprovers.Pods(situation);
        var granted = ServingApprovers.Granted(situation);
        var running = approvers?.Where(p => p.Containers.Any(c => c.Ready == true || (c.Ready is null && c.RunningSince is not null))).ToList();
        if (running is { Count: > 0 }) return Not($"An approver runs: {running[0].Meta.Name}.", [new Quote(running[0].Meta.Source, $"{running[0].Meta.Name} {running[0].Phase}")]);
        var others = OtherServingCsrs(situation).ToList();
        if (others.Exists(c => c.Approved is { Reason: not (CsrCondition.KubectlApprove or CsrCondition.ApprovedOnce) } a && a.LastUpdate > situation.Now - TimeSpan.FromHours(1)))
            return Not("Other nodes' serving CSRs are approved by a controller.", [situation.Quote(others.Find(c => c.Approved is not null)!)]);

        var nobody = granted is { Count: 0 };
        var down = approvers is { Count: > 0 };
        var confidence = nobody || down ? Confidence.Confirmed : granted is null && approvers is null ? Confidence.Possible : Confidence.Likely;
        if (confidence == Confidence.Possible && situation.Now - pending.Meta.Created > TimeSpan.FromMinutes(2)) confidence = Confidence.Likely;
        if (confidence == Confidence.Possible && situation.Now - situation.Node?.Meta.Created < NewNode) return No;
        var why = down ? $"the approver {approvers![0].Meta.Name} is down" : nobody ? "nobody but administrators may approve for kubernetes.io/kubelet-serving" : "no approver is known to run";
        return Yes(confidence, CertificateKind.Serving,
            $"{pending.Meta.Name} of {situation.Names.Node} waits for approval and will go on waiting: {why}.",
            [situation.Quote(pending), down ? new Quote(approvers![0].Meta.Source, $"{approvers[0].Meta.Name}: {(approvers[0].Containers is [var first, ..] ? first.WaitingReason : null) ?? approvers[0].Phase}") : null, symptom is null ? null : log.Quote(symptom), serving.RotationQuote],
            serving.FailingSince, latent: ShowsOther(situation));
    }

    /// <summary>Whether clients get the certificate of <c>tlsCertFile</c> meanwhile: then what waits is not what they miss.</summary>
    private static bool ShowsOther(Situation situation) =>
        situation.Evidence.Host is { Serving.Leaf: not null, Configuration.TlsCertFile.Length: > 0 } && situation.Serving.CurrentFile?.Leaf is null;

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        Remedies.ApproveNewest(situation, situation.Serving, "Approve only when its SANs are this node's own names and addresses. The next renewal will wait again: deploy an approver."),
        new("Deploy an approver that checks SANs against the node", "infrastructure", [], "kubelet-csr-approver with --provider-regex and --provider-ip-prefixes set, or the cloud's own; or set serverTLSBootstrap: false and live with self-signed serving certificates."),
        new("See that logs work again", "workstation", [$"{situation.Names.Kubectl} get --raw /api/v1/nodes/{situation.Names.Node}/proxy/healthz"]),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
        [ClusterSteps.Approve(situation, CertificateKind.Serving) with { Note = "The next renewal will wait again: run certrot approver, or another approver that checks SANs against the node." }];

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
    [
        new($"{situation.Names.Kubectl} get csr | grep kubelet-serving", "workstation", "whether serving CSRs of this and of other nodes are pending"),
        new($"{situation.Names.Kubectl} get deploy,ds -A | grep -iE 'csr-approver|cert-approver|machine-approver|cloud-controller'", "workstation", "whether an approver is deployed"),
    ];

    private static Judgement FromLogAlone(Situation situation, LogMatch? symptom)
    {
        if (symptom is null || !situation.Evidence.Fragmentary || situation.Serving.Renewal.Count > 0 || situation.Evidence.Cluster.CertificateSigningRequests?.Any(c => c.SignerName.Length > 0) == true) return No;
        return Yes(Confidence.Likely, CertificateKind.Serving, "The kubelet has no serving certificate to answer with, as it is where nobody approves its serving CSR.", [situation.Kubelet.Quote(symptom)], symptom.Time);
    }

    private static IEnumerable<CertificateSigningRequest> OtherServingCsrs(Situation situation) =>
        (situation.Evidence.Cluster.CertificateSigningRequests ?? []).Where(c => c.SignerName == SignerNames.KubeletServing && c.Username != $"system:node:{situation.Evidence.NodeName}");
}
