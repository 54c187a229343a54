namespace Certrot.Collect.Cluster;

/// <summary>A right that reading a live cluster needs.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource, with its subresource.</param>
/// <param name="Verb">Verb.</param>
/// <param name="InKubeSystem">Whether the namespace kube-system suffices; else the whole cluster.</param>
/// <param name="Names">Names of the objects that suffice; empty for all.</param>
public sealed record ClusterRight(string Group, string Resource, string Verb, bool InKubeSystem, IReadOnlyList<string> Names)
{
    /// <summary>
    /// What <c>diagnose</c>, <c>collect</c> and <c>check</c> need. <c>/version</c> is not among them: every authenticated user may read it
    /// (ClusterRoleBinding system:public-info-viewer).
    /// </summary>
    public static IReadOnlyList<ClusterRight> ToRead { get; } =
    [
        new("", "nodes", "get", false, []),
        .. ClusterCollector.Resources.Select(r => new ClusterRight(r.Group, r.Resource, r.Verb, r.Path.Contains("/namespaces/kube-system/", StringComparison.Ordinal), [])),
        new("", "nodes/proxy", "get", false, []),
        new("", "configmaps", "get", true, ClusterCollector.ConfigMaps),
        new("", "pods/log", "get", true, []),
    ];
}
