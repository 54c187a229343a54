using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>Placeholder, replaced when the readers are merged.</summary>
public static class ApiObjectReader
{
    /// <summary>Placeholder.</summary>
    public static string? Version(Stream json, string path, ICollection<ReadProblem> problems) => null;

    /// <summary>Placeholder.</summary>
    public static List<Node> Nodes(Stream json, string path, ICollection<ReadProblem> problems) => Drain<Node>(json);

    /// <summary>Placeholder.</summary>
    public static List<ClusterEvent> Events(Stream json, string path, ICollection<ReadProblem> problems) => Drain<ClusterEvent>(json);

    /// <summary>Placeholder.</summary>
    public static List<CertificateSigningRequest> CertificateSigningRequests(
        Stream json, string path, ICollection<ReadProblem> problems, string? nodeName) => Drain<CertificateSigningRequest>(json);

    /// <summary>Placeholder.</summary>
    public static List<ClusterRole> ClusterRoles(Stream json, string path, ICollection<ReadProblem> problems) => Drain<ClusterRole>(json);

    /// <summary>Placeholder.</summary>
    public static List<ClusterRoleBinding> ClusterRoleBindings(Stream json, string path, ICollection<ReadProblem> problems) =>
        Drain<ClusterRoleBinding>(json);

    /// <summary>Placeholder.</summary>
    public static List<Lease> Leases(Stream json, string path, ICollection<ReadProblem> problems) => Drain<Lease>(json);

    /// <summary>Placeholder.</summary>
    public static List<Pod> Pods(Stream json, string path, ICollection<ReadProblem> problems) => Drain<Pod>(json);

    /// <summary>Placeholder.</summary>
    public static List<ConfigMap> ConfigMaps(Stream json, string path, ICollection<ReadProblem> problems) => Drain<ConfigMap>(json);

    /// <summary>Placeholder.</summary>
    public static List<WebhookConfiguration> Webhooks(Stream json, string path, ICollection<ReadProblem> problems) =>
        Drain<WebhookConfiguration>(json);

    private static List<T> Drain<T>(Stream json)
    {
        json.CopyTo(Stream.Null);
        return [];
    }
}
