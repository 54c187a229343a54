using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>No connection to the API server.</summary>
internal sealed class ApiserverUnreachable : Cause
{
    /// <summary>So many failures in a row are an outage and no hiccup: two minutes of status updates.</summary>
    private const int Outage = 5;

    public override string Id => "apiserver-unreachable";

    public override string Title => "Network, firewall, LB/VIP or API server process down";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P4", "D6"];

    public override string Meaning =>
        "The kubelet gets no TCP connection to the API server, or no answer on it. Nothing about certificates can be said or done on this way; a long outage across the rotation window leaves an expired certificate behind.";

    public override string Distinguish => "The error comes before TLS. \"refused\" is a process that is down or a wrong port; \"no route\" and time-outs are the network. All nodes: API server or load balancer; one node: its network.";

    public override string DecisiveCheck => "curl -sk https://API:6443/healthz from the node";

    public override IReadOnlyList<string> Consequences =>
    [
        "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "kubelet-not-running", "client-expired-node-offline", "apiserver-overloaded", "rotation-silently-stalled",
        "kcm-down", "csr-deleted-before-issue", "client-expired-rotation-disabled",
    ];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.Unreachable } t ? t : null;
        var collector = situation.CollectorTrouble is { Kind: ApiTroubleKind.Unreachable } c ? c : null;
        if (trouble is null && collector is null) return No;
        if (trouble is null && situation.Trouble is not null) return No;

        // What began after the certificate had ended is not why it ended.
        if (trouble?.Since is { } since && situation.Client is { Expired: true, NotAfter: { } end } && since > end + TimeSpan.FromMinutes(10) && situation.Kubelet.Digest!.First < end && collector is null)
            return Not($"The connection broke only at {since:yyyy-MM-dd HH:mm:ss} UTC, after the certificate had expired.", [trouble.Quote]);
        var failures = situation.Kubelet.CountNow(KubeletMessages.DialFailed) + situation.Kubelet.CountNow(KubeletMessages.RequestTimeout);
        var sure = failures >= Outage || (trouble is not null && collector is not null);
        var endpoint = (trouble ?? collector)!.Detail("ep") ?? (situation.Evidence.Host.Kubeconfig?.Server is null ? null : situation.Names.ServerEndpoint);
        // That the collector is cut off says nothing of the node: it may be on another network, or use another endpoint.
        return Yes(trouble is null ? Confidence.Possible : sure ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"{(trouble is null ? "The collector" : $"The kubelet of {situation.Names.Node}")} cannot reach the API server{(endpoint is null ? "" : $" at {endpoint}")}: {(trouble ?? collector)!.Detail("why") ?? "no answer"}{(collector is not null && trouble is not null ? ", and neither can the collector" : situation.Evidence.Cluster.Nodes is not null && situation.OtherNodes.Any(n => n.Ready?.Status == "True") ? ", while other nodes can" : "")}.",
            [trouble?.Quote, collector?.Quote, situation.ReadyQuote], trouble?.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("From the node: name, route, port", "node", [$"getent ahosts {situation.Names.ServerHost}", $"ip route get $(getent ahosts {situation.Names.ServerHost} | awk 'NR==1{{print $1}}')", $"curl -sk --max-time 5 {situation.Names.Server}/healthz; echo"]),
        new("On a control-plane node: is the API server up, and does it listen?", "control-plane", ["crictl ps -a --name kube-apiserver", "ss -tlnp | grep -E ':6443|:443'"]),
        new("Repair what the answers show: link, firewall, load balancer or the API server", "infrastructure", [], situation.Client.Expired == true ? "The certificate has expired meanwhile: once the connection is back the node also needs a new one, as for client-expired-node-offline." : "The certificate needs nothing unless it expires meanwhile."),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"curl -sk --max-time 5 {situation.Names.Server}/healthz; echo \" ($?)\"", "node", "whether the API server answers this node")];
}
