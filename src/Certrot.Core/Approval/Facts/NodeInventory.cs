namespace Certrot.Approval.Facts;

/// <summary>What is known of nodes from outside the cluster. Made by <see cref="InventoryReader"/>.</summary>
public sealed class NodeInventory
{
    private readonly Dictionary<string, InventoryEntry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<AltName, InventoryEntry> owners = [];

    /// <summary>The nodes.</summary>
    public IReadOnlyCollection<InventoryEntry> Entries => entries.Values;

    /// <summary>The entry of a node; null where it has none.</summary>
    public InventoryEntry? Find(string node) => entries.GetValueOrDefault(node);

    /// <summary>The node that a name or an address is given to; null where it is given to none.</summary>
    public InventoryEntry? Owner(AltName name) => owners.GetValueOrDefault(name);

    /// <summary>Adds a node; says which earlier one contradicts it.</summary>
    internal InventoryEntry? Add(InventoryEntry entry, out AltName? shared)
    {
        shared = null;
        if (!entries.TryAdd(entry.Node, entry)) return entries[entry.Node];
        foreach (var name in entry.Names)
        {
            if (owners.TryAdd(name, entry)) continue;
            shared = name;
            return owners[name];
        }

        return null;
    }
}
