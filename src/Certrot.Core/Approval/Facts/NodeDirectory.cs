using Certrot.Kubernetes;

namespace Certrot.Approval.Facts;

/// <summary>The nodes of a cluster, and who holds which name and address. Not safe for concurrent use.</summary>
public sealed class NodeDirectory
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<AltName, List<string>> holders = [];

    /// <summary>How many nodes there are.</summary>
    public int Count => entries.Count;

    /// <summary>The node of a name; null where there is none.</summary>
    public Node? Find(string name) => entries.GetValueOrDefault(name)?.Node;

    /// <summary>Names and addresses that a node's status tells, its name among them; empty where there is no such node.</summary>
    public IReadOnlySet<AltName> NamesOf(string name) => entries.TryGetValue(name, out var entry) ? entry.Names : new HashSet<AltName>();

    /// <summary>Nodes whose status, or whose own name, has a name or an address.</summary>
    public IReadOnlyList<string> Holders(AltName name) => holders.GetValueOrDefault(name) ?? [];

    /// <summary>Adds a node, or puts it in the place of what is known of it.</summary>
    public void Set(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Remove(node.Meta.Name);
        var names = new HashSet<AltName> { AltName.OfDns(node.Meta.Name) };
        foreach (var address in node.Addresses)
        {
            if (address.Address.Length > 0) names.Add(AltName.Parse(address.Address));
        }

        entries[node.Meta.Name] = new Entry(node, names);
        foreach (var name in names)
        {
            if (!holders.TryGetValue(name, out var list)) holders[name] = list = [];
            list.Add(node.Meta.Name);
        }
    }

    /// <summary>Takes a node away.</summary>
    public void Remove(string name)
    {
        if (!entries.Remove(name, out var entry)) return;
        foreach (var held in entry.Names)
        {
            var list = holders[held];
            list.Remove(name);
            if (list.Count == 0) holders.Remove(held);
        }
    }

    /// <summary>Takes all away.</summary>
    public void Clear()
    {
        entries.Clear();
        holders.Clear();
    }

    private sealed record Entry(Node Node, HashSet<AltName> Names);
}
