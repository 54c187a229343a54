using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>Stands in until the reader is merged.</summary>
public static class ApiObjectReader
{
    /// <summary>Reads nothing.</summary>
    public static List<Node> Nodes(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<ClusterEvent> Events(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<CertificateSigningRequest> CertificateSigningRequests(Stream json, string path, ICollection<ReadProblem> problems, string? nodeName) => [];

    /// <summary>Reads nothing.</summary>
    public static List<ClusterRole> ClusterRoles(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<ClusterRoleBinding> ClusterRoleBindings(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<Lease> Leases(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<Pod> Pods(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<ConfigMap> ConfigMaps(Stream json, string path, ICollection<ReadProblem> problems) => [];

    /// <summary>Reads nothing.</summary>
    public static List<WebhookConfiguration> Webhooks(Stream json, string path, ICollection<ReadProblem> problems) => [];
}
