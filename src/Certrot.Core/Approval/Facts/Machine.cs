namespace Certrot.Approval.Facts;

/// <summary>A Machine of Cluster API or OpenShift: what made a node, and what it gave to it.</summary>
/// <param name="Namespace">Namespace.</param>
/// <param name="Name">Name.</param>
/// <param name="Node"><c>status.nodeRef.name</c>; null before it joined.</param>
/// <param name="Names">Names and addresses of <c>status.addresses</c>.</param>
/// <param name="Created">When it was created, in UTC; null where unknown.</param>
/// <param name="IsLeaving">Whether it is being deleted.</param>
public sealed record Machine(string Namespace, string Name, string? Node, IReadOnlySet<AltName> Names, DateTimeOffset? Created, bool IsLeaving)
{
    /// <summary>Namespace and name.</summary>
    public string Title => $"{Namespace}/{Name}";
}
