namespace Certrot.Collect.Cluster;

/// <summary>A right that a live cluster's evidence needs.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource, with its subresource.</param>
/// <param name="Verb">Verb.</param>
/// <param name="Namespace">The namespace that suffices; null for the whole cluster.</param>
/// <param name="Names">Names of the objects that suffice; empty for all.</param>
public sealed record ClusterRight(string Group, string Resource, string Verb, string? Namespace, IReadOnlyList<string> Names)
{
    private const string System = "kube-system";

    /// <summary>
    /// What <c>diagnose</c>, <c>collect</c> and <c>check</c> need. <c>/version</c> is not among them: every authenticated user may read it
    /// (ClusterRoleBinding system:public-info-viewer).
    /// </summary>
    public static IReadOnlyList<ClusterRight> ToRead { get; } =
    [
        new("", "nodes", "get", null, []),
        .. ClusterCollector.Resources.Select(r => new ClusterRight(r.Group, r.Resource, r.Verb, r.Path.Contains($"/namespaces/{System}/", StringComparison.Ordinal) ? System : null, [])),
        new("", "nodes/proxy", "get", null, []),
        new("", "configmaps", "get", System, ClusterCollector.ConfigMaps),
        new("", "pods/log", "get", System, []),
    ];

    /// <summary>What <c>scan</c> needs: the same, all pods to count them by node, and with <c>--watch</c> what it follows.</summary>
    public static IReadOnlyList<ClusterRight> ToScan { get; } =
    [
        .. ToRead.Where(r => r is not { Resource: "pods", Verb: "list" }),
        new("", "pods", "list", null, []),
        .. Fleet.FleetWatcher.Followed.Select(name => ClusterCollector.Resources.Single(r => r.Resource == name)).Select(r => new ClusterRight(r.Group, r.Resource, "watch", null, [])),
    ];

    /// <summary>What <c>csr list</c> and <c>csr explain</c> need.</summary>
    public static IReadOnlyList<ClusterRight> ToReviewCsrs { get; } =
    [
        new("certificates.k8s.io", "certificatesigningrequests", "list", null, []),
        new("", "nodes", "list", null, []),
        new("", "services", "list", null, []),
        new("networking.k8s.io", "servicecidrs", "list", null, []),
        new("", "endpoints", "get", "default", ["kubernetes"]),
        new("", "configmaps", "get", System, ["kubeadm-config"]),
    ];

    /// <summary>What <c>serve</c> needs: a scan that goes on, and a look at CSRs.</summary>
    public static IReadOnlyList<ClusterRight> ToServe { get; } = [.. ToScan.Concat(ToReviewCsrs).DistinctBy(r => (r.Group, r.Resource, r.Verb, r.Namespace, string.Join(',', r.Names)))];

    /// <summary>What <c>csr approve</c> needs: approval of the two signers of kubelets and of no other.</summary>
    public static IReadOnlyList<ClusterRight> ToApproveCsrs { get; } =
    [
        .. ToReviewCsrs,
        new("certificates.k8s.io", "certificatesigningrequests", "get", null, []),
        new("certificates.k8s.io", "certificatesigningrequests/approval", "update", null, []),
        new("certificates.k8s.io", "signers", "approve", null, [Kubernetes.SignerNames.KubeletClient, Kubernetes.SignerNames.KubeletServing]),
    ];

    /// <summary>
    /// What <c>fix --apply</c> needs beside reading and approving: kubelets' three bindings (<c>bind</c> instead of the roles' own rights, plugin/pkg/registry/rbac), stale CSRs, and
    /// bootstrap tokens, which are Secrets of names that are not known before.
    /// </summary>
    public static IReadOnlyList<ClusterRight> ToRepair { get; } =
    [
        .. ToRead.Concat(ToApproveCsrs).DistinctBy(r => (r.Group, r.Resource, r.Verb, r.Namespace, string.Join(',', r.Names))),
        new("certificates.k8s.io", "certificatesigningrequests", "delete", null, []),
        new("rbac.authorization.k8s.io", "clusterrolebindings", "get", null, []),
        new("rbac.authorization.k8s.io", "clusterrolebindings", "create", null, []),
        new("rbac.authorization.k8s.io", "clusterrolebindings", "update", null, []),
        new("rbac.authorization.k8s.io", "clusterrolebindings", "delete", null, []),
        new("rbac.authorization.k8s.io", "clusterroles", "bind", null,
            ["system:node-bootstrapper", "system:certificates.k8s.io:certificatesigningrequests:nodeclient", "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient"]),
        new("", "secrets", "create", System, []),
        new("", "secrets", "delete", System, []),
    ];

    /// <summary>What <c>approver</c> needs: the same but for reading single CSRs, what it follows, its Lease, and Events.</summary>
    /// <param name="space">Namespace of the Lease.</param>
    /// <param name="lease">Name of the Lease.</param>
    public static IReadOnlyList<ClusterRight> ToDecideCsrs(string space, string lease) =>
    [
        .. ToApproveCsrs.Where(r => r is not { Resource: "certificatesigningrequests", Verb: "get" }),
        new("certificates.k8s.io", "certificatesigningrequests", "watch", null, []),
        new("", "nodes", "watch", null, []),
        new("", "events", "create", "default", []),
        new("coordination.k8s.io", "leases", "create", space, []),
        new("coordination.k8s.io", "leases", "get", space, [lease]),
        new("coordination.k8s.io", "leases", "update", space, [lease]),
    ];

    /// <summary>
    /// What reading the node through a pod needs beside that. Commands in pods ask for <c>create</c>, and over WebSocket before Kubernetes 1.35 for <c>get</c>
    /// (KEP 4006).
    /// </summary>
    /// <param name="space">Namespace of the pod.</param>
    public static IReadOnlyList<ClusterRight> ToReadByPod(string space) =>
    [
        new("", "pods", "create", space, []),
        new("", "pods/exec", "create", space, []),
        new("", "pods", "watch", space, []),
        new("", "pods/exec", "get", space, []),
        new("", "pods", "delete", space, []),
    ];
}
