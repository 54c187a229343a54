namespace Certrot.Kubernetes;

/// <summary>A subject of a binding.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Namespace">Namespace of a service account; null for others.</param>
public sealed record RbacSubject(string Kind, string Name, string? Namespace);
