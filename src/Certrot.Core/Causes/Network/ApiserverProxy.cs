using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A proxy stands in the way.</summary>
internal sealed class ApiserverProxy : Cause
{
    public override string Id => "apiserver-proxy";

    public override string Title => "Egress proxy intercepts kubelet traffic";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P4", "D6"];

    public override string Meaning => "HTTPS_PROXY in the kubelet's environment without a no_proxy for the API server sends its calls to a proxy, which refuses them, or answers in the API server's place.";

    public override string Distinguish => "curl --noproxy '*' works from the same node.";

    public override string DecisiveCheck => "systemctl show kubelet -p Environment, and proxy-url in kubelet.conf";

    public override IReadOnlyList<string> Consequences => ["apiserver-unreachable", "client-expired-kubelet-running", "auth-anonymous", "apiserver-overloaded", "apiserver-dns-failure", "kubelet-trusts-old-ca", "client-expired-no-bootstrap", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var host = situation.Evidence.Host;
        var proxy = host.Process?.Environment?.FirstOrDefault(e => e.Key.Equals("HTTPS_PROXY", StringComparison.OrdinalIgnoreCase)).Value;
        var exempt = host.Process?.Environment?.FirstOrDefault(e => e.Key.Equals("NO_PROXY", StringComparison.OrdinalIgnoreCase)).Value;
        var proxied = !string.IsNullOrEmpty(proxy) && exempt?.Contains(situation.Names.ServerHost, StringComparison.OrdinalIgnoreCase) != true;
        var configured = host.Kubeconfig?.ProxyUrl is not null;
        var trouble = situation.Trouble;
        if (trouble is { Kind: ApiTroubleKind.Proxy })
        {
            return Yes(Confidence.Confirmed, CertificateKind.Client, $"The kubelet of {situation.Names.Node} calls the API server through a proxy, which does not let it through.",
                [trouble.Quote, proxied ? new Quote(host.Process!.Source, $"HTTPS_PROXY={WithoutPassword(proxy!)}") : null], trouble.Since);
        }

        // Trouble at another address than the API server's, or another CA, and a proxy that stands in between.
        if (!(proxied || configured) || trouble is not { Kind: ApiTroubleKind.Unreachable or ApiTroubleKind.UnknownAuthority or ApiTroubleKind.NameResolution }) return No;
        return Yes(Confidence.Likely, CertificateKind.Client, $"The kubelet of {situation.Names.Node} has a proxy and no exemption for {situation.Names.ServerHost}, and cannot reach the API server.",
            [trouble.Quote, new Quote(proxied ? host.Process!.Source : host.Kubeconfig!.Source, proxied ? $"HTTPS_PROXY={WithoutPassword(proxy!)}, NO_PROXY={exempt}" : $"proxy-url: {WithoutPassword(host.Kubeconfig!.ProxyUrl!)}")], trouble.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See the proxy, and try without it", "node", [$"systemctl show {situation.Names.Unit} -p Environment", $"curl -sk --noproxy '*' {situation.Names.Server}/healthz; echo"]),
        new("Exempt the API server, the service and the pod networks", "node",
            [$"mkdir -p /etc/systemd/system/{situation.Names.Unit}.service.d && printf '[Service]\\nEnvironment=NO_PROXY={situation.Names.ServerHost},127.0.0.1,localhost,.svc,.cluster.local,10.96.0.0/12\\n' > /etc/systemd/system/{situation.Names.Unit}.service.d/no-proxy.conf", "systemctl daemon-reload", situation.Names.RestartKubelet], "Put your own service and pod networks in place of 10.96.0.0/12."),
        Remedies.VerifyNode(situation),
    ];

    private static string WithoutPassword(string url)
    {
        var at = url.IndexOf('@', StringComparison.Ordinal);
        var start = url.IndexOf("//", StringComparison.Ordinal);
        return at < 0 ? url : url[..(start < 0 ? 0 : start + 2)] + "REDACTED" + url[at..];
    }
}
