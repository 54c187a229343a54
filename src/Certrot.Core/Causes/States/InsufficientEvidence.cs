using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The engine's answer where nothing can be said. It never holds by itself.</summary>
internal sealed class InsufficientEvidence : Cause
{
    public override string Id => "insufficient-evidence";

    public override string Title => "Evidence does not allow a root cause (truncated lines, logs missing)";

    public override CauseKind Kind => CauseKind.Abstain;

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Runbook => ["fallback"];

    public override string Meaning => "What was collected fits several causes or none. A wrong root cause is worse than none: the report says what is missing, and which checks would settle it.";

    public override string Distinguish => "Any cause that its evidence proves, or makes likely, stands before this.";

    public override string DecisiveCheck => "collect what the report lists as missing";

    public override Judgement Judge(Situation situation) => No;

    public override IReadOnlyList<FixStep> Fix(Situation situation) => [];

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation)
    {
        var n = situation.Names;
        var host = situation.Evidence.Host;
        var checks = new List<NextCheck>();
        if (host.KubeletLog is null) checks.Add(new($"journalctl -u {n.Unit} --since -30min --no-pager", "node", "what the kubelet meets when it renews or calls the API server"));
        else if (host.KubeletLog.TruncatedLines > 0) checks.Add(new($"journalctl -u {n.Unit} --since -30min --no-pager -l", "node", "the ends of the lines that systemctl status cut off"));
        if (situation.Client.Certificate is null) checks.Add(new($"openssl x509 -noout -subject -issuer -dates -in {n.ClientCurrent}", "node", "whether the client certificate is expired, and whose it is"));
        if (situation.Evidence.Cluster.CertificateSigningRequests is null) checks.Add(new($"{n.Kubectl} get csr --sort-by=.metadata.creationTimestamp -o wide", "workstation", "whether the node's CSRs are pending, denied, or approved and not issued"));
        if (situation.Node is null) checks.Add(new($"{n.Kubectl} describe node {n.Node}", "workstation", "whether the kubelet still posts its status"));
        if (situation.Rbac is null) checks.Add(new($"{n.Kubectl} get clusterrolebindings -o wide | grep -E 'selfnodeclient|nodeclient|node-bootstrapper'", "workstation", "whether client CSRs can be approved"));
        if (situation.Evidence.Cluster.ApiServerLog is null && situation.Trouble is null or { Kind: >= ApiTroubleKind.Unauthorized })
            checks.Add(new($"{n.Kubectl} -n kube-system logs -l component=kube-apiserver --since=30m --tail=-1 | grep 'Unable to authenticate' | tail -5", "workstation", "why the API server refuses a client's certificate"));
        if (situation.Evidence.Cluster.ControllerManagerLog is null && situation.Certificates.Any(c => c.RenewalFails))
            checks.Add(new($"{n.Kubectl} -n kube-system logs -l component=kube-controller-manager --since=30m --tail=-1 | grep -iE 'csr|certificate' | tail -20", "workstation", "whether CSRs are approved and signed"));
        if (checks.Count == 0) checks.Add(new($"journalctl -u {n.Unit} --since -2d --no-pager | grep -iE 'certificate|csr|x509|unauthorized|forbidden' | tail -50", "node", "what the kubelet met before the lines that were collected"));
        return checks;
    }
}
