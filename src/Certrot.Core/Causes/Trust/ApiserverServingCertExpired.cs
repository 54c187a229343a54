using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server's own certificate expired.</summary>
internal sealed class ApiserverServingCertExpired : Cause
{
    public override string Id => "apiserver-serving-cert-expired";

    public override string Title => "API server's own certificate expired";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P4", "P6", "D6"];

    public override string Meaning =>
        "kubeadm's control-plane certificates live a year and are renewed by kubeadm upgrade or kubeadm certs renew, by nothing else. When the API server's serving certificate ends every client of the cluster fails in the same second, kubelets among them; their own certificates are innocent.";

    public override string Distinguish => "The URL in the message is the API server's: an x509 error in a client's log always concerns the server's certificate.";

    public override string DecisiveCheck => "openssl s_client -connect API:6443 </dev/null 2>/dev/null | openssl x509 -noout -enddate";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "kubelet-not-running", "kcm-down", "client-expired-node-offline", "apiserver-unreachable"];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.ServerExpired } t ? t : null;
        var collector = situation.CollectorTrouble is { Kind: ApiTroubleKind.ServerExpired } c ? c : null;
        if (trouble is null && collector is null) return No;

        // One clock alone cannot say that a certificate is expired: the collector's, or a sound reading of the node's, must agree.
        if (situation.ClockOffset is { } offset && offset > TimeSpan.FromMinutes(5) && collector is null)
            return Not($"The clock of {situation.Names.Node} is {Durations.Short(offset)} ahead: by the right time the certificate may be valid.", [trouble!.Quote]);

        // A line without an address may be the API server's complaint of a client, or any program's.
        var addressed = (trouble ?? collector)!.Detail("url") is not null || (trouble ?? collector)!.Quote.Text.Contains("onnect to the server", StringComparison.Ordinal);
        var agreed = collector is not null || situation.ClockOffset is not null;
        var limit = Time((trouble ?? collector)!.Detail("limit"));
        return Yes(agreed ? Confidence.Confirmed : addressed || !situation.Evidence.Fragmentary ? Confidence.Likely : Confidence.Possible, CertificateKind.Client,
            $"The API server's own certificate expired{(limit is null ? "" : $" at {limit:yyyy-MM-dd HH:mm:ss} UTC")}: no client{(situation.Evidence.Host.Kubeconfig?.Server is { } server ? $" of {server}" : "")} gets through, whatever its certificate.",
            [trouble?.Quote, collector?.Quote], limit ?? trouble?.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See what is expired", "control-plane", ["kubeadm certs check-expiration"]),
        new("Renew the control plane's certificates, on every control-plane node", "control-plane", ["cp -a /etc/kubernetes /root/etc-kubernetes.before", "kubeadm certs renew all"], "It needs /etc/kubernetes/pki/ca.key, and renews no kubelet certificate."),
        new("Restart the static pods so that they load them", "control-plane",
            ["for c in kube-apiserver kube-controller-manager kube-scheduler etcd; do crictl ps --name $c -q | xargs --no-run-if-empty crictl stop; done"], null,
            $"openssl s_client -connect {situation.Names.ServerEndpoint} </dev/null 2>/dev/null | openssl x509 -noout -enddate"),
        new("Fetch the renewed administrator kubeconfig", "control-plane", ["cp /etc/kubernetes/admin.conf ~/.kube/config"]),
    ];

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
