using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server's certificate does not name the endpoint.</summary>
internal sealed class ApiserverSanMismatch : Cause
{
    public override string Id => "apiserver-san-mismatch";

    public override string Title => "API server certificate does not cover the endpoint name/IP used by the kubelet";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P4", "D6"];

    public override string Meaning =>
        "A new load balancer, virtual address or name that is not among the SANs of the API server's certificate is refused by every client that uses it. Nodes that still use an old endpoint go on.";

    public override string Distinguish => "Port 6443 or 443 in the URL is the API server; port 10250 is a kubelet's serving certificate, and serving-self-signed.";

    public override string DecisiveCheck => "the SANs of the certificate at the endpoint against server: in kubelet.conf";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "kubelet-not-running", "apiserver-wrong-endpoint", "kcm-down", "apiserver-unreachable"];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.NotCovered } t ? t : null;
        var collector = situation.CollectorTrouble is { Kind: ApiTroubleKind.NotCovered } c ? c : null;
        if ((trouble ?? collector) is not { } shown) return No;
        var want = shown.Detail("want") ?? situation.Names.ServerHost;
        // In pasted text a line may have been cut, and be about the kubelet's own port.
        var addressed = shown.Detail("url") is not null || situation.Evidence.Host.Kubeconfig?.Server is not null;
        return Yes(trouble is null ? Confidence.Possible : situation.Evidence.Fragmentary && !addressed ? Confidence.Likely : Confidence.Confirmed, CertificateKind.Client,
            $"The API server's certificate does not cover {want}, which {(trouble is null ? "the collector" : situation.Names.Node)} calls it by{(shown.Detail("have") is { } have ? $"; it covers {have}" : "")}.",
            [trouble?.Quote, collector?.Quote, situation.Evidence.Host.Kubeconfig is { Server: not null } k ? new Evidence.Quote(k.Source, $"server: {k.Server}") : null], shown.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var want = (situation.Trouble ?? situation.CollectorTrouble)?.Detail("want") ?? situation.Names.ServerHost;
        return
        [
            new($"Add {want} to the API server's certificate: put it into apiServer.certSANs of the ConfigMap kube-system/kubeadm-config, then make the certificate anew, on every control-plane node", "control-plane",
            [
                "mkdir -p /root/apiserver.before && mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /root/apiserver.before/",
                $"kubeadm init phase certs apiserver --apiserver-cert-extra-sans {want}",
                "crictl ps --name kube-apiserver -q | xargs --no-run-if-empty crictl stop",
            ],
            "Keep the SANs that are there: kubeadm reads them from its configuration file (--config).",
            $"openssl s_client -connect {situation.Names.ServerEndpoint} </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName"),
            new("Or correct server: in the kubelet's kubeconfig, where the endpoint is wrong", "node", [$"grep server: {situation.Names.Kubeconfig}"]),
            Remedies.VerifyNode(situation),
        ];
    }
}
