using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server's certificate towards kubelets expired.</summary>
internal sealed class ApiserverKubeletClientExpired : Cause
{
    public override string Id => "apiserver-kubelet-client-expired";

    public override string Title => "API server's client certificate towards kubelets expired or not reloaded";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P4", "D2"];

    public override string Meaning =>
        "For logs and exec the API server is the client: it shows apiserver-kubelet-client.crt, and the kubelet refuses it when it is expired. The nodes stay Ready. A file that was renewed on disk is not in use before kube-apiserver restarts.";

    public override string Distinguish => "All nodes are Ready; the message stands in the kubelet's log and is about an incoming certificate.";

    public override string DecisiveCheck => "openssl x509 -enddate -in /etc/kubernetes/pki/apiserver-kubelet-client.crt, against the start of kube-apiserver";

    public override Judgement Judge(Situation situation)
    {
        var incoming = situation.Kubelet.LastNow(KubeletMessages.IncomingRefused) is { } m && m.Text.Contains("expired", StringComparison.Ordinal) ? m : null;
        var outgoing = situation.Kubelet.LastNow(KubeletMessages.KubeletRefusesApiServer) ?? situation.ApiServer.LastNow(KubeletMessages.KubeletRefusesApiServer);
        if (incoming is null && outgoing is null) return No;
        if (situation.Posts == false || situation.Trouble is { Kind: not ApiTroubleKind.Unauthorized }) return No;
        if (incoming is null && !situation.Evidence.Fragmentary) return No;
        var file = situation.Evidence.Host.Pki?.GetValueOrDefault("apiserver-kubelet-client.crt")?.Leaf;
        return Yes(incoming is not null ? Confidence.Confirmed : Confidence.Likely, null,
            "The API server shows kubelets an expired client certificate: logs and exec fail, the node is well.",
            [incoming is null ? null : situation.Kubelet.Quote(incoming), outgoing is null ? null : new Quote(new Source("log", (int)outgoing.Line, outgoing.Time), outgoing.Text), file is null ? null : new Quote(new Source("apiserver-kubelet-client.crt"), $"notAfter {file.NotAfter:yyyy-MM-dd HH:mm:ss}")],
            (incoming is null ? outgoing : situation.Kubelet.FirstNow(KubeletMessages.IncomingRefused, m => m.Text.Contains("expired", StringComparison.Ordinal)))!.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Renew it and restart kube-apiserver, on every control-plane node", "control-plane",
            ["openssl x509 -noout -enddate -in /etc/kubernetes/pki/apiserver-kubelet-client.crt", "kubeadm certs renew apiserver-kubelet-client", "crictl ps --name kube-apiserver -q | xargs --no-run-if-empty crictl stop"], null,
            $"{situation.Names.Kubectl} get --raw /api/v1/nodes/{situation.Names.Node}/proxy/healthz"),
    ];
}
