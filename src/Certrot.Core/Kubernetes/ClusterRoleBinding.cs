namespace Certrot.Kubernetes;

/// <summary>A ClusterRoleBinding.</summary>
public sealed record ClusterRoleBinding
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Name of the ClusterRole that <c>roleRef</c> points to.</summary>
    public required string RoleName { get; init; }

    /// <summary>Subjects.</summary>
    public IReadOnlyList<RbacSubject> Subjects { get; init; } = [];
}
