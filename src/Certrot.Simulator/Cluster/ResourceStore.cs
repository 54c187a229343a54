namespace Certrot.Simulator.Cluster;

/// <summary>The objects of one kind, in the order of their keys. Used under the cluster's lock only.</summary>
internal sealed class ResourceStore
{
    private readonly SortedDictionary<(string Namespace, string Name), SimObject> objects = new(Comparer<(string Namespace, string Name)>.Create(static (a, b) =>
        string.CompareOrdinal(a.Namespace, b.Namespace) is var byNamespace && byNamespace != 0 ? byNamespace : string.CompareOrdinal(a.Name, b.Name)));

    private SimObject[]? sorted;

    /// <summary>All objects in the order of their keys.</summary>
    public SimObject[] All => sorted ??= [.. objects.Values];

    /// <summary>How many there are.</summary>
    public int Count => objects.Count;

    /// <summary>An object, or null.</summary>
    public SimObject? Find(string space, string name) => objects.GetValueOrDefault((space, name));

    /// <summary>Adds an object; false where its name is taken.</summary>
    public bool Add(SimObject item)
    {
        if (!objects.TryAdd((item.Namespace, item.Name), item)) return false;
        sorted = null;
        return true;
    }

    /// <summary>Takes an object out.</summary>
    public bool Remove(SimObject item)
    {
        sorted = null;
        return objects.Remove((item.Namespace, item.Name));
    }
}
