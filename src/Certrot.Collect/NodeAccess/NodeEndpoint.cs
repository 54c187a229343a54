using Certrot.Kubernetes;

namespace Certrot.Collect.NodeAccess;

/// <summary>Where a node and its kubelet are reached, as the cluster knows it.</summary>
internal static class NodeEndpoint
{
    /// <summary>Addresses inside the cluster's network first, in the node's own order (two of them in dual stack); then names; the node's name where it has neither.</summary>
    public static IReadOnlyList<string> Hosts(Node node)
    {
        var hosts = node.Addresses.Where(a => a.Type == "InternalIP" && a.Address.Length > 0).Concat(node.Addresses.Where(a => a.Type == "Hostname" && a.Address.Length > 0)).Select(a => a.Address).Distinct(StringComparer.Ordinal).ToList();
        return hosts.Count > 0 ? hosts : [node.Meta.Name];
    }

    /// <summary>The kubelet's port.</summary>
    public static int Port(Node? node) => node?.KubeletPort is > 0 and <= 65535 and var port ? port : ServingProbe.KubeletPort;
}
