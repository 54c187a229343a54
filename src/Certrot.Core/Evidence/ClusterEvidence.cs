using Certrot.Kubernetes;
using Certrot.Logs;

namespace Certrot.Evidence;

/// <summary>What the API server tells. Null means "not collected".</summary>
public sealed record ClusterEvidence
{
    /// <summary>The API server's version, such as <c>v1.36.2</c>.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>All nodes.</summary>
    public IReadOnlyList<Node>? Nodes { get; init; }

    /// <summary>Events of all namespaces.</summary>
    public IReadOnlyList<ClusterEvent>? Events { get; init; }

    /// <summary>All CertificateSigningRequests; those of other nodes without their PEM.</summary>
    public IReadOnlyList<CertificateSigningRequest>? CertificateSigningRequests { get; init; }

    /// <summary>All ClusterRoles.</summary>
    public IReadOnlyList<ClusterRole>? ClusterRoles { get; init; }

    /// <summary>All ClusterRoleBindings.</summary>
    public IReadOnlyList<ClusterRoleBinding>? ClusterRoleBindings { get; init; }

    /// <summary>All leases.</summary>
    public IReadOnlyList<Lease>? Leases { get; init; }

    /// <summary>Pods of kube-system.</summary>
    public IReadOnlyList<Pod>? Pods { get; init; }

    /// <summary>ConfigMaps of kube-system.</summary>
    public IReadOnlyList<ConfigMap>? ConfigMaps { get; init; }

    /// <summary>Validating webhook configurations.</summary>
    public IReadOnlyList<WebhookConfiguration>? ValidatingWebhooks { get; init; }

    /// <summary>Mutating webhook configurations.</summary>
    public IReadOnlyList<WebhookConfiguration>? MutatingWebhooks { get; init; }

    /// <summary>What the log of kube-apiserver holds.</summary>
    public LogDigest? ApiServerLog { get; init; }

    /// <summary>What the log of kube-controller-manager holds.</summary>
    public LogDigest? ControllerManagerLog { get; init; }

    /// <summary>What the API server said when it was asked who may do what: SubjectAccessReviews, and pasted answers of <c>kubectl auth can-i</c>.</summary>
    public IReadOnlyList<AccessAnswer>? AccessAnswers { get; init; }
}
