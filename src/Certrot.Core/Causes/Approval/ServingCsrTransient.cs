using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The node has just started, and its approver needs a moment.</summary>
internal sealed class ServingCsrTransient : Cause
{
    private static readonly TimeSpan NewNode = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NewCsr = TimeSpan.FromMinutes(2);

    public override string Id => "serving-csr-transient";

    public override string Title => "Not a failure: just-started node waits for approval";

    public override CauseKind Kind => CauseKind.Benign;

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Runbook => ["P5"];

    public override string Meaning => "Between a node's first start and the approval of its serving CSR there is no serving certificate: a minute or two of TLS errors on port 10250 are normal where an approver is at work.";

    public override string Distinguish => "Ages: node below five minutes, CSR below two. Where nobody may approve at all it is serving-csr-no-approver from the first second.";

    public override string DecisiveCheck => "look again after two minutes";

    public override Judgement Judge(Situation situation)
    {
        if (situation.Serving.Renewal is not [{ IsPending: true } pending, ..]) return No;
        var nodeAge = situation.Now - situation.Node?.Meta.Created;
        var csrAge = situation.Now - pending.Meta.Created;
        if (nodeAge is null || csrAge is null || nodeAge > NewNode || csrAge > NewCsr) return No;
        return Yes(Confidence.Likely, CertificateKind.Serving,
            $"{situation.Names.Node} is {Durations.Short(nodeAge.Value)} old and its serving CSR {pending.Meta.Name} {Durations.Short(csrAge.Value)}: it waits for approval.",
            [situation.Quote(pending), situation.Kubelet.LastNow(KubeletMessages.NoServingCertificate) is { } line ? situation.Kubelet.Quote(line) : null], pending.Meta.Created);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        [new("Look again in two minutes", "workstation", [$"{situation.Names.Kubectl} get csr | grep {situation.Names.Node}"])];
}
