using Certrot.Kubernetes;

namespace Certrot.Repair.Actions;

/// <summary>Gives a ClusterRole to somebody: by a binding of that name that gives the role, else by a new one.</summary>
/// <param name="Binding">Name of the ClusterRoleBinding.</param>
/// <param name="Role">Name of the ClusterRole.</param>
/// <param name="Subject">Who gets it.</param>
public sealed record BindRole(string Binding, string Role, RbacSubject Subject) : ClusterAction;
