using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>No serving CSR, because the node has no address.</summary>
internal sealed class ServingCsrNeverCreated : Cause
{
    private const string Uninitialized = "node.cloudprovider.kubernetes.io/uninitialized";

    public override string Id => "serving-csr-never-created";

    public override string Title => "serverTLSBootstrap on but no serving CSR: node has no IP address (or the kubelet bug seen in 1.32)";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P1", "P5", "D3"];

    public override string Meaning =>
        "The serving CSR names the node's addresses, and without an IP address the kubelet makes none (since 1.31; gate AllowDNSOnlyNodeCSR). With an external cloud provider the addresses come from the cloud controller: while that is down, a new node has no serving certificate.";

    public override string Distinguish => "There is no CSR at all; a Pending one is a matter of approval.";

    public override string DecisiveCheck => "kubectl get node NODE -o jsonpath='{.status.addresses}'";

    public override IReadOnlyList<string> Consequences => ["rotation-silently-stalled"];

    public override Judgement Judge(Situation situation)
    {
        var serving = situation.Serving;
        if (serving.RotationEnabled != true || serving.Csrs is null || serving.Newest is not null || serving.Expired == false) return No;
        if (situation.Node is not { } node || situation.Trouble is not null || situation.CsrRefusal(serving) is not null || situation.Client.Expired == true) return No;
        if (situation.Evidence.Host.Process?.Running == false || situation.Posts == false) return No;
        var addresses = node.Addresses.Where(a => a.Type.EndsWith("IP", StringComparison.Ordinal)).ToList();
        var tainted = node.Taints.Contains(Uninitialized);
        // A table without -o wide lists no addresses, and a fragment tells of no CSR only where it shows the list.
        if (situation.Evidence.Fragmentary && !tainted && node.Addresses.Count == 0) return No;
        var old = situation.Now - node.Meta.Created > TimeSpan.FromMinutes(5);
        if (addresses.Count > 0 && !tainted && (!old || !IsWithout(situation))) return No;
        var symptom = situation.Kubelet.LastNow(KubeletMessages.NoServingCertificate);
        return Yes(addresses.Count == 0 || tainted ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Serving,
            addresses.Count == 0 || tainted
                ? $"{node.Meta.Name} has no IP address in its status{(tainted ? " and waits for its cloud controller" : "")}: the kubelet makes no serving CSR without one."
                : $"{node.Meta.Name} has made no serving CSR although serverTLSBootstrap is on and it has an address.",
            [
                new Quote(node.Meta.Source, $"addresses: {(node.Addresses.Count == 0 ? "none" : string.Join(", ", node.Addresses.Select(a => $"{a.Type} {a.Address}")))}"),
                tainted ? new Quote(node.Meta.Source, $"taint {Uninitialized}") : null, serving.RotationQuote, symptom is null ? null : situation.Kubelet.Quote(symptom),
            ],
            node.Meta.Created);
    }

    /// <summary>
    /// Whether something shows that the kubelet has no serving certificate. That there is no CSR shows nothing: decided ones are deleted within an hour
    /// (pkg/controller/certificates/cleaner), so that a kubelet whose certificate nobody could read looks the same from afar.
    /// </summary>
    private static bool IsWithout(Situation situation) =>
        situation.Serving.Expired == true
        || situation.Kubelet.LastNow(KubeletMessages.NoServingCertificate) is not null
        || situation.Evidence.Errors.Any(e => e.Path == "node/serving.pem" && e.Error.Contains("tls: internal error", StringComparison.Ordinal))
        || situation.Evidence.Host.Metrics?.Find("kubelet_certificate_manager_server_ttl_seconds") is { Value: double.PositiveInfinity }
        || situation is { Evidence.Host.Pki: not null, Serving.Certificate: null };

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Get the cloud controller running, or give the node its address", "infrastructure", [$"{situation.Names.Kubectl} get pods -A | grep -i cloud-controller", $"{situation.Names.Kubectl} get node {situation.Names.Node} -o jsonpath='{{.status.addresses}}'"],
            "Without a cloud: --node-ip of the kubelet. With release 1.32 and addresses present: upgrade to one that has kubernetes/kubernetes pull request 130362."),
        Remedies.RestartKubelet(situation),
        Remedies.ApproveNewest(situation, situation.Serving),
    ];
}
