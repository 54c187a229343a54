using Certrot.Kubernetes;

namespace Certrot.Collect.Fleet;

/// <summary>The leases that tell of heartbeats: those of the nodes, and those by which the control plane's components elect their leaders. Not safe for concurrent use.</summary>
internal sealed class KeptLeases
{
    private readonly Dictionary<string, Lease> ofNodes = new(StringComparer.Ordinal);
    private readonly List<Lease> ofSystem = [];

    /// <summary>Those in <c>kube-system</c>.</summary>
    public IReadOnlyList<Lease> System => ofSystem;

    /// <summary>Forgets everything: the list is read anew.</summary>
    public void Clear()
    {
        ofNodes.Clear();
        ofSystem.Clear();
    }

    /// <summary>Takes a lease.</summary>
    public void Add(Lease? lease)
    {
        if (lease?.Meta.Namespace == "kube-node-lease") ofNodes[lease.Meta.Name] = lease;
        else if (lease?.Meta.Namespace == "kube-system") ofSystem.Add(lease);
    }

    /// <summary>A node's own; null where there is none.</summary>
    public Lease? Of(string node) => ofNodes.GetValueOrDefault(node);
}
