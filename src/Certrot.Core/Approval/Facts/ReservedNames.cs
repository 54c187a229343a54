using System.Net;

namespace Certrot.Approval.Facts;

/// <summary>Names and addresses that belong to the cluster and to no node.</summary>
public sealed class ReservedNames
{
    private static readonly (IPNetwork Network, string Reason)[] special =
    [
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("::1/128"), "the loopback address"),
        // Addresses that stand for an IPv4 address, whose own rules they would go around.
        (IPNetwork.Parse("64:ff9b::/96"), "an address of NAT64 (RFC 6052)"),
        (IPNetwork.Parse("2002::/16"), "an address of 6to4 (RFC 3056)"),
        (IPNetwork.Parse("0.0.0.0/8"), "an address of no host (RFC 1122)"),
        (IPNetwork.Parse("::/128"), "the unspecified address"),
        (IPNetwork.Parse("::/96"), "an IPv4-compatible address (RFC 4291 §2.5.5.1)"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        (IPNetwork.Parse("255.255.255.255/32"), "the broadcast address"),
    ];

    private readonly Dictionary<AltName, string> apiServer = [];
    private readonly Dictionary<AltName, (string Service, DateTimeOffset? Created)> services = [];
    private readonly List<(IPNetwork Network, string Reason)> networks = [];

    /// <summary>Why they are not all known; null where they are. Nothing is approved then.</summary>
    public string? Problem { get; set; }

    /// <summary>What of it may not be read and is done without; null for nothing.</summary>
    public string? Unread { get; set; }

    /// <summary>The cluster's DNS domain.</summary>
    public string ClusterDomain { get; set; } = "cluster.local";

    /// <summary>A name or an address by which the API server is reached.</summary>
    public void AddApiServer(AltName name, string where) => apiServer.TryAdd(name, where);

    /// <summary>A Service: its addresses inside the cluster and the names that its namespace and others call it by.</summary>
    public void AddService(string space, string name, DateTimeOffset? created, IEnumerable<string> clusterAddresses)
    {
        ArgumentNullException.ThrowIfNull(clusterAddresses);
        Add(AltName.OfDns(name));
        Add(AltName.OfDns($"{name}.{space}"));
        foreach (var text in clusterAddresses)
        {
            if (AltName.Parse(text) is { Address: not null } address) Add(address);
        }

        void Add(AltName held)
        {
            // Of several of a name the oldest counts.
            if (!services.TryGetValue(held, out var known) || created < known.Created) services[held] = ($"{space}/{name}", created);
        }
    }

    /// <summary>A network of Services.</summary>
    public void AddServiceNetwork(IPNetwork network) => networks.Add((network, $"in the network of Services, {network}"));

    /// <summary>Why no node is ever given a name or an address; null where it may be.</summary>
    public string? Never(AltName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Address is { } address)
        {
            foreach (var (network, reason) in special)
            {
                if (network.Contains(address)) return reason;
            }

            foreach (var (network, reason) in networks)
            {
                if (network.Contains(address)) return reason;
            }
        }
        else
        {
            var dns = name.DnsName!;
            if (dns is "localhost" || dns.EndsWith(".localhost", StringComparison.Ordinal)) return "a name of the machine itself";
            if (dns is "kubernetes" or "kubernetes.default") return "a name of the API server";
            if (dns.EndsWith(".svc", StringComparison.Ordinal) || dns.Contains(".svc.", StringComparison.Ordinal)) return "a name of a Service";
            if (dns == ClusterDomain || dns.EndsWith("." + ClusterDomain, StringComparison.Ordinal)) return $"a name of the cluster's domain {ClusterDomain}";
        }

        return null;
    }

    /// <summary>Which Service has a name or an address, and since when, in UTC; null where none has.</summary>
    public (string Service, DateTimeOffset? Created)? OfService(AltName name) => services.TryGetValue(name, out var found) ? found : null;

    /// <summary>
    /// Why a name or an address is the API server's; null where it is not. On a machine of the control plane it is the node's as well, which only the inventory or a Machine
    /// can tell.
    /// </summary>
    public string? OfApiServer(AltName name) => apiServer.GetValueOrDefault(name);
}
