using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Text;

namespace Certrot.Approval.Facts;

/// <summary>Reads out of API objects what belongs to the cluster itself. Never throws for what an object holds.</summary>
public static class ReservedNamesReader
{
    /// <summary>A v1 Service.</summary>
    public static void AddService(this ReservedNames reserved, JsonElement service)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        var (meta, spec) = (service.Object("metadata"u8), service.Object("spec"u8));
        if (meta.Text("name"u8) is not { } name) return;
        var addresses = spec.Array("clusterIPs"u8).Select(a => a.AsText()).Append(spec.Text("clusterIP"u8)).OfType<string>().Where(a => a is not ("" or "None")).Distinct(StringComparer.Ordinal);
        reserved.AddService(meta.Text("namespace"u8) ?? "", name, meta.Time("creationTimestamp"u8), addresses);
    }

    /// <summary>The v1 Endpoints <c>default/kubernetes</c>, in which each API server writes its address (pkg/controlplane/reconcilers).</summary>
    public static void AddApiServers(this ReservedNames reserved, JsonElement endpoints)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        foreach (var address in endpoints.Array("subsets"u8).SelectMany(s => s.Array("addresses"u8)))
        {
            if (address.Text("ip"u8) is { } ip) reserved.AddApiServer(AltName.Parse(ip), "Endpoints default/kubernetes");
        }
    }

    /// <summary>A networking.k8s.io/v1 ServiceCIDR.</summary>
    public static void AddServiceCidr(this ReservedNames reserved, JsonElement item) => AddNetworks(reserved, item.Object("spec"u8).Array("cidrs"u8).Select(c => c.AsText()).OfType<string>());

    /// <summary>The ConfigMap <c>kube-system/kubeadm-config</c>, with the names of the API server, the network of Services and the cluster's domain as kubeadm was told (kubeadm.k8s.io, ClusterConfiguration).</summary>
    public static void AddKubeadmConfig(this ReservedNames reserved, JsonElement configMap)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        var text = configMap.Object("data"u8).Field("ClusterConfiguration"u8);
        if (text.ValueKind != JsonValueKind.String || YamlReader.Read(Encoding.UTF8.GetBytes(text.AsRawString()), out _) is not JsonObject configuration) return;
        if (configuration.Text("controlPlaneEndpoint") is { } endpoint) reserved.AddApiServer(Host(endpoint), "controlPlaneEndpoint of kubeadm-config");
        if (configuration.Object("apiServer").Field("certSANs") is JsonArray names)
        {
            foreach (var name in names.OfType<JsonValue>()) reserved.AddApiServer(AltName.Parse(name.ToString()), "certSANs of kubeadm-config");
        }

        if (configuration.Object("networking") is not { } networking) return;
        AddNetworks(reserved, (networking.Text("serviceSubnet") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        reserved.ClusterDomain = (networking.Text("dnsDomain") ?? reserved.ClusterDomain).ToLowerInvariant();
    }

    /// <summary>The host of <c>HOST</c> or <c>HOST:PORT</c>.</summary>
    private static AltName Host(string endpoint) => AltName.Parse(Uri.TryCreate("https://" + endpoint, UriKind.Absolute, out var uri) ? uri.Host.Trim('[', ']') : endpoint);

    private static void AddNetworks(ReservedNames reserved, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network)) reserved.AddServiceNetwork(network);
            else reserved.Problem ??= $"the network of Services {Pki.NameText.Quote(text)} cannot be read";
        }
    }
}
