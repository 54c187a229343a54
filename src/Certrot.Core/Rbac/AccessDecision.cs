namespace Certrot.Rbac;

/// <summary>What RBAC says to a request.</summary>
/// <param name="Allowed">Whether it is allowed. RBAC never forbids: another authorizer may still allow what it does not.</param>
/// <param name="Binding">Name of the ClusterRoleBinding that grants it; null where none does.</param>
/// <param name="Role">Name of the ClusterRole that grants it; null where none does.</param>
/// <param name="Reason">Why, in one sentence; for an allowed request it is the API server's own.</param>
public sealed record AccessDecision(bool Allowed, string? Binding, string? Role, string Reason);
