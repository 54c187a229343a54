using Certrot.Diagnosis;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>OpenShift's recovery CSRs wait for a person.</summary>
internal sealed class OpenshiftRecoveryCsrPending : Cause
{
    private const string Bootstrapper = "system:serviceaccount:openshift-machine-config-operator:node-bootstrapper";

    public override string Id => "openshift-recovery-csr-pending";

    public override string Title => "OpenShift: recovery CSRs after expiry wait for manual approval";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P5", "D3"];

    public override string Meaning =>
        "A cluster that was off past the end of its kubelet certificates comes back with kubelets that ask again through the node-bootstrapper account. The machine-approver does not approve for nodes that "
        + "exist already: a person has to, first the client CSRs, then the serving CSRs that follow.";

    public override string Distinguish => "The requestor decides; where the downtime itself is in the evidence, client-expired-node-offline is the cause and this the consequence.";

    public override string DecisiveCheck => "oc get csr: REQUESTOR is " + Bootstrapper;

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "auth-anonymous", "client-csr-autoapprove-rbac-missing", "csr-flood"];

    public override Judgement Judge(Situation situation)
    {
        var waiting = (situation.Evidence.Cluster.CertificateSigningRequests ?? []).Where(c => c.IsPending && c.Username == Bootstrapper).ToList();
        if (waiting.Count == 0) return No;
        var mine = situation.Client.Renewal.FirstOrDefault(c => c.Username == Bootstrapper && c.IsPending);
        if (mine is null && situation.Evidence.NodeName is not null && situation.Posts == true) return No;
        var oldest = waiting.Min(c => c.Meta.Created);
        // Nodes that are Ready were not lost: those that ask may be new ones.
        var nodes = situation.Evidence.Cluster.Nodes ?? [];
        var ready = nodes.Count > 0 && nodes.All(n => n.Ready?.Status == "True");
        return Yes(ready ? Confidence.Possible : (situation.Evidence.Fragmentary ? nodes.Count > 0 : mine is not null) ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"{waiting.Count} recovery CSR{(waiting.Count == 1 ? "" : "s")} of node-bootstrapper wait{(waiting.Count == 1 ? "s" : "")} for manual approval.",
            [situation.Quote(mine ?? waiting[0]), situation.Client.ExpiryQuote], oldest);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => [Remedies.ApproveWaves(situation), Remedies.VerifyNode(situation)];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => [ClusterSteps.Approve(situation, CertificateKind.Client), ClusterSteps.Approve(situation, CertificateKind.Serving)];
}
