using System.Net;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubeconfig names an API server that is not the cluster's.</summary>
internal sealed class ApiserverWrongEndpoint : Cause
{
    public override string Id => "apiserver-wrong-endpoint";

    public override string Title => "kubelet.conf points to an old/other API server";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P4", "D6", "D7"];

    public override string Meaning => "After a move of the control-plane endpoint a node that was left out still calls the old address: nothing answers there, or another cluster does, with another CA.";

    public override string Distinguish => "The comparison of endpoints decides; an endpoint that is right and does not answer is apiserver-unreachable.";

    public override string DecisiveCheck => "server: in kubelet.conf against kubectl -n kube-public get configmap cluster-info";

    public override IReadOnlyList<string> Consequences =>
        ["apiserver-unreachable", "kubelet-trusts-old-ca", "apiserver-rejects-client-ca", "apiserver-dns-failure", "client-expired-kubelet-running", "auth-anonymous", "client-expired-no-bootstrap", "kubelet-not-running", "apiserver-san-mismatch"];

    public override Judgement Judge(Situation situation)
    {
        if (situation.Trouble is not { Kind: ApiTroubleKind.Unreachable or ApiTroubleKind.UnknownAuthority or ApiTroubleKind.Unauthorized or ApiTroubleKind.NameResolution } trouble) return No;
        if (situation.Evidence.Host.Kubeconfig is not { Server: { } server } kubeconfig || !Uri.TryCreate(server, UriKind.Absolute, out var uri) || situation.CollectorTrouble is not null) return No;
        var host = uri.Host.Trim('[', ']');
        var named = NamedEndpoint(situation);
        var serverQuote = new Quote(kubeconfig.Source, $"server: {server}");
        if (named is { } endpoint)
        {
            if (Remedies.SameHost(endpoint.Value, host)) return trouble.Kind == ApiTroubleKind.Unreachable ? Not($"{server} is the cluster's control-plane endpoint.", [endpoint.Quote]) : No;
            return Yes(Confidence.Confirmed, CertificateKind.Client, $"{situation.Names.Kubeconfig} of {situation.Names.Node} points to {server}; the cluster's endpoint is {endpoint.Value}.", [serverQuote, endpoint.Quote, trouble.Quote], trouble.Since);
        }

        // Without a declared endpoint only a single, plain API server can be compared by address: others may stand behind any balancer.
        if (trouble.Kind is ApiTroubleKind.Unauthorized or ApiTroubleKind.NameResolution || !IPAddress.TryParse(host, out _) || situation.ControlPlane.ApiServers.Count != 1) return No;
        var own = situation.ControlPlane.ApiServerFlag("advertise-address");
        var nodes = (situation.Evidence.Cluster.Nodes ?? []).Where(n => n.Meta.Labels.Keys.Any(k => k.EndsWith("/control-plane", StringComparison.Ordinal) || k.EndsWith("/master", StringComparison.Ordinal))).SelectMany(n => n.Addresses).Select(a => a.Address);
        if (own is null || own == host || nodes.Contains(host) || host == "127.0.0.1") return No;
        return Yes(Confidence.Confirmed, CertificateKind.Client, $"{situation.Names.Kubeconfig} of {situation.Names.Node} points to {server}; the cluster's only API server is at {own}.",
            [serverQuote, ControlPlane.FlagQuote(situation.ControlPlane.ApiServers[0], "advertise-address"), trouble.Quote], trouble.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var host = situation.Evidence.Host;
        List<string> files = [situation.Names.Kubeconfig];
        if (host.BootstrapKubeconfig?.Server is { } bootstrap && bootstrap == host.Kubeconfig?.Server) files.Add(situation.Names.BootstrapKubeconfig);
        return
        [
            new("See the cluster's endpoint and CA", "workstation", [$"{situation.Names.Kubectl} -n kube-public get configmap cluster-info -o yaml", $"{situation.Names.Kubectl} config view --minify -o jsonpath='{{.clusters[0].cluster.server}}'"]),
            new("Correct server: (and the CA, if it changed) in the kubelet's kubeconfig", "node",
                [.. files.SelectMany(f => new[] { $"cp -a {f} {f}.before-repair", $"sed -i -E 's#server: .*#server: https://ENDPOINT:6443#' {f}" }), situation.Names.RestartKubelet]),
            Remedies.VerifyNode(situation),
        ];
    }

    private static (string Value, Quote Quote)? NamedEndpoint(Situation situation)
    {
        var map = situation.Evidence.Cluster.ConfigMaps?.FirstOrDefault(c => c.Meta.Name == "kubeadm-config");
        if (map is null || !map.Data.TryGetValue("ClusterConfiguration", out var text)) return null;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            if (!trimmed.StartsWith("controlPlaneEndpoint:", StringComparison.Ordinal)) continue;
            var value = trimmed["controlPlaneEndpoint:".Length..].Trim().Trim('"', '\'');
            return value.Length == 0 ? null : (value, new Quote(map.Meta.Source, $"kubeadm-config: controlPlaneEndpoint: {value}"));
        }

        return null;
    }
}
