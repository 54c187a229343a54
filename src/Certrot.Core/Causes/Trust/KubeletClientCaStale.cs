using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet does not know the CA of the API server's client certificate.</summary>
internal sealed class KubeletClientCaStale : Cause
{
    public override string Id => "kubelet-client-ca-stale";

    public override string Title => "kubelet's clientCAFile lacks the CA of the API server's client certificate";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P4", "D7"];

    public override string Meaning =>
        "The kubelet verifies whoever calls its port 10250 with its clientCAFile. A node that was left out of a CA rotation refuses the API server's new client certificate: logs and exec answer 401 while the node stays Ready.";

    public override string Distinguish => "The message stands in the kubelet's log without a URL: it is about an incoming request. With a URL it is kubelet-trusts-old-ca.";

    public override string DecisiveCheck => "the issuer of apiserver-kubelet-client.crt against the CAs in the node's clientCAFile";

    public override bool StopsRenewal => false;

    public override Judgement Judge(Situation situation)
    {
        var line = situation.Kubelet.LastNow(KubeletMessages.IncomingRefused) is { } m && m.Text.Contains("unknown authority", StringComparison.Ordinal) ? m : null;
        var file = situation.Evidence.Host.ClientCa;
        var cas = situation.ClusterCas;
        var stale = file is { Certificates.Count: > 0 } && cas.Count > 0 && !file.Certificates.Any(f => cas.Any(c => c.Der.AsSpan().SequenceEqual(f.Der) || c.PublicKeyInfo.AsSpan().SequenceEqual(f.PublicKeyInfo)));
        if (line is null && !stale) return No;
        if (line is not null && file is { Certificates.Count: > 0 } && cas.Count > 0 && !stale)
            return Not("The node's client CA file holds the cluster's CA: whoever is refused is another client.", [new Quote(file.Source, file.Certificates[0].Subject.Text)]);
        return Yes(line is not null && stale ? Confidence.Confirmed : Confidence.Likely, null,
            $"{situation.Names.ClientCaFile ?? "The client CA file"} of {situation.Names.Node} does not hold the cluster's CA: the kubelet refuses the API server's calls.",
            [
                line is null ? null : situation.Kubelet.Quote(line), stale ? new Quote(file!.Source, $"{file.Certificates[0].Subject.Text}, notBefore {file.Certificates[0].NotBefore:yyyy-MM-dd HH:mm:ss}") : null,
                stale ? new Quote(new Source("cluster/configmaps-kube-system.json"), $"{cas[0].Subject.Text}, notBefore {cas[0].NotBefore:yyyy-MM-dd HH:mm:ss}") : null,
            ],
            line is null ? null : situation.Kubelet.FirstNow(KubeletMessages.IncomingRefused, m => m.Text.Contains("unknown authority", StringComparison.Ordinal))?.Time, stale ? $"a new cluster CA, valid from {cas.Max(c => c.NotBefore):yyyy-MM-dd HH:mm:ss} UTC" : null, latent: line is null);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Add the new CA to the node's client CA file", "node",
            [$"cp -a {File(situation)} /root/ca.crt.before", $"cat ca-new.crt >> {File(situation)}"],
            "The kubelet reloads the file by itself; old releases need a restart.", $"{situation.Names.Kubectl} get --raw /api/v1/nodes/{situation.Names.Node}/proxy/healthz"),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => situation.ApiServerClientCas is { Count: > 0 } accepted
        ? [NodeSteps.AppendCertificates(situation, File(situation), accepted), NodeSteps.Restart(situation)]
        : base.Repair(situation);

    /// <summary>Where kubeadm puts it, if nothing tells.</summary>
    private static string File(Situation situation) => situation.Names.ClientCaFile ?? "/etc/kubernetes/pki/ca.crt";
}
