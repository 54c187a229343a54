using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet does not trust the API server's certificate.</summary>
internal sealed class KubeletTrustsOldCa : Cause
{
    public override string Id => "kubelet-trusts-old-ca";

    public override string Title => "CA in the kubelet's kubeconfig is not the one behind the API server certificate";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P4", "P6", "D6", "D7"];

    public override string Meaning =>
        "The kubelet verifies the API server with the CA in its kubeconfig. After a CA rotation, or a cluster made anew at the same address, that CA is an old one: every call ends in \"certificate signed by unknown authority\", and no renewal can be asked for. "
        + "A kubeconfig's CA is read at start, so that a file that is new already still needs a restart.";

    public override string Distinguish =>
        "The message stands in the kubelet's log, next to the API server's URL. The same words in the API server's own log are apiserver-rejects-client-ca.";

    public override string DecisiveCheck => "openssl s_client -connect API:6443 -CAfile CA-OF-KUBELET.CONF </dev/null | grep 'Verify return code'";

    public override IReadOnlyList<string> Consequences =>
        ["kubelet-client-ca-stale", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "kubelet-not-running", "apiserver-rejects-client-ca", "client-expired-node-offline", "apiserver-unreachable", "kcm-down"];

    public override Judgement Judge(Situation situation)
    {
        if (situation.Trouble is not { Kind: ApiTroubleKind.UnknownAuthority } trouble) return No;
        var anchors = situation.KubeletTrustAnchors;
        var published = situation.PublishedRootCas;
        var quotes = new List<Quote?> { trouble.Quote };
        if (anchors.Count > 0) quotes.Add(new Quote(situation.Evidence.Host.Kubeconfig!.Source, $"certificate-authority: {anchors[0].Subject.Text}, notBefore {anchors[0].NotBefore:yyyy-MM-dd HH:mm:ss}, sha256 {anchors[0].Fingerprint[..16]}"));
        if (published.Count > 0) quotes.Add(new Quote(new Source("cluster/configmaps-kube-system.json"), $"kube-root-ca.crt: {published[0].Subject.Text}, notBefore {published[0].NotBefore:yyyy-MM-dd HH:mm:ss}, sha256 {published[0].Fingerprint[..16]}"));
        if (anchors.Count > 0 && published.Count > 0)
        {
            if (anchors.Any(a => published.Any(p => p.Der.AsSpan().SequenceEqual(a.Der))))
            {
                return Yes(Confidence.Likely, CertificateKind.Client,
                    $"The kubelet of {situation.Names.Node} does not trust the certificate at {situation.Names.Server}, although its kubeconfig holds the CA that the cluster publishes: it was not restarted since the CA changed, or another server answers there.",
                    quotes, trouble.Since);
            }

            var change = published.Max(p => p.NotBefore);
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"{situation.Names.Kubeconfig} of {situation.Names.Node} trusts an old CA; the API server's certificate is from the CA that the cluster publishes since {change:yyyy-MM-dd HH:mm:ss} UTC.",
                quotes, trouble.Since, $"a new cluster CA, valid from {change:yyyy-MM-dd HH:mm:ss} UTC");
        }

        return Yes(Confidence.Likely, CertificateKind.Client,
            $"The kubelet does not trust the API server's certificate{(trouble.Detail("url") is { } url ? $" at {Endpoint(url)}" : "")}: the CA in its kubeconfig is not the one that signed it.", quotes, trouble.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Fetch the CA that is in force, and check its fingerprint over another way", "workstation",
            [$"{situation.Names.Kubectl} -n kube-system get configmap kube-root-ca.crt -o jsonpath='{{.data.ca\\.crt}}' > ca-new.crt", "openssl x509 -noout -subject -dates -fingerprint -sha256 -in ca-new.crt"]),
        new("Write old and new CA into the kubelet's kubeconfig, and into its client CA file", "node",
        [
            $"cp -a {situation.Names.Kubeconfig} {situation.Names.Kubeconfig}.before-repair",
            $"kubectl --kubeconfig {situation.Names.Kubeconfig} config set-cluster $(kubectl --kubeconfig {situation.Names.Kubeconfig} config view -o jsonpath='{{.clusters[0].name}}') --certificate-authority=ca-new.crt --embed-certs",
            "cat ca-new.crt >> /etc/kubernetes/pki/ca.crt",
        ],
        "On every node that was left out, not on this one alone. Remove the old CA only when all leaf certificates are new."),
        Remedies.RestartKubelet(situation),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => situation.PublishedRootCas is { Count: > 0 } published && Remedies.HasGoodClientPair(situation)
        ? [NodeSteps.PointToRotatingFile(situation, published), NodeSteps.Restart(situation)]
        : base.Repair(situation);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"openssl s_client -connect {situation.Names.ServerEndpoint} -showcerts </dev/null 2>/dev/null | openssl x509 -noout -issuer -dates", "node", "which CA signed the certificate that answers there")];

    private static string Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.Host}:{uri.Port}" : url;
}
