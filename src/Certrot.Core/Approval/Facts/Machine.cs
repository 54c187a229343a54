using System.Text.Json;
using Certrot.Text;

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

    /// <summary>Reads a Machine of Cluster API (cluster.x-k8s.io) or OpenShift (machine.openshift.io). Never throws for what it holds.</summary>
    public static Machine Read(JsonElement item)
    {
        var (meta, status) = (item.Object("metadata"u8), item.Object("status"u8));
        var names = status.Array("addresses"u8).Select(a => a.Text("address"u8)).OfType<string>().Where(a => a.Length > 0).Select(AltName.Parse).ToHashSet();
        return new Machine(meta.Text("namespace"u8) ?? "", meta.Text("name"u8) ?? "", status.Object("nodeRef"u8).Text("name"u8), names, meta.Time("creationTimestamp"u8), meta.Text("deletionTimestamp"u8) is not null);
    }
}
