using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Finds the node's name in its evidence where <c>bundle.json</c> does not tell it.</summary>
internal static class NodeNameInference
{
    // Common name of a kubelet's certificates (pkg/kubelet/certificate/kubelet.go).
    private const string UserPrefix = "system:node:";
    private const string NameFlag = "hostname-override";
    private const string ControlPlaneLabel = "node-role.kubernetes.io/control-plane";
    private const string OldControlPlaneLabel = "node-role.kubernetes.io/master";

    public static string? Infer(ClusterEvidence cluster, HostEvidence host) =>
        FromCertificates(host) ?? FromFlags(host) ?? FromLog(host) ?? FromNodes(cluster);

    /// <summary>
    /// The name under which the kubelet of a machine runs: the one of its command line, which goes before that of its certificate where the two are at odds.
    /// </summary>
    public static string? OfHost(HostEvidence host) => FromFlags(host) ?? FromCertificates(host) ?? FromLog(host);

    private static string? FromCertificates(HostEvidence host)
    {
        if (host.Pki is not null)
        {
            if (host.Pki.TryGetValue("kubelet-client-current.pem", out var current) && NodeOf(current) is { } name) return name;
            foreach (var file in host.Pki.Values)
            {
                if (NodeOf(file) is { } other) return other;
            }
        }
        return NodeOf(host.Kubeconfig?.ClientCertificateData) ?? NodeOf(host.Serving);
    }

    private static string? NodeOf(CertificateFile? file) =>
        file?.Leaf?.Subject.CommonName is { } name && name.StartsWith(UserPrefix, StringComparison.Ordinal) && name.Length > UserPrefix.Length
            ? name[UserPrefix.Length..]
            : null;

    private static string? FromFlags(HostEvidence host)
    {
        if (host.Process is { } process)
        {
            foreach (var argument in process.CommandLine)
            {
                var flag = argument.TrimStart('-');
                if (flag.StartsWith(NameFlag, StringComparison.Ordinal) && flag.Length > NameFlag.Length + 1 && flag[NameFlag.Length] == '=')
                    return flag[(NameFlag.Length + 1)..].ToLowerInvariant();
            }
        }
        return host.KubeletLog?.Flags.TryGetValue(NameFlag, out var name) == true && name.Length > 0 ? name.ToLowerInvariant() : null;
    }

    private static string? FromLog(HostEvidence host)
    {
        if (host.KubeletLog is null) return null;
        foreach (var match in host.KubeletLog.Matches)
        {
            if (match.Captures.TryGetValue("node", out var name) && name.Length > 0) return name;
        }
        return null;
    }

    private static string? FromNodes(ClusterEvidence cluster)
    {
        if (cluster.Nodes is not { Count: > 0 } nodes) return null;
        if (nodes.Count == 1) return nodes[0].Meta.Name;
        var workers = nodes.Where(n => !n.Meta.Labels.ContainsKey(ControlPlaneLabel) && !n.Meta.Labels.ContainsKey(OldControlPlaneLabel)).Take(2).ToList();
        return workers.Count == 1 ? workers[0].Meta.Name : null;
    }
}
