using Certrot.Evidence;

namespace Certrot.Rbac;

/// <summary>What RBAC, or the API server itself, says to a request.</summary>
/// <param name="Allowed">Whether it is allowed. RBAC never forbids: another authorizer may still allow what it does not.</param>
/// <param name="Binding">Name of the ClusterRoleBinding that grants it; null where none does.</param>
/// <param name="Role">Name of the ClusterRole that grants it; null where none does.</param>
/// <param name="Reason">Why, in one sentence; for an allowed request it is the API server's own.</param>
public sealed record AccessDecision(bool Allowed, string? Binding, string? Role, string Reason)
{
    /// <summary>Where it was read.</summary>
    public Source Source { get; init; } = new("cluster/clusterrolebindings.json");

    /// <summary>Whether the API server itself said so, which counts all its authorizers, and not RBAC alone.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The decision with its reason, to be quoted.</summary>
    public Quote Quote => new(Source, Reason);

    /// <summary>What grants it, for a sentence.</summary>
    public string Grantor => Binding is null ? "the API server" : $"binding {Binding}";
}
