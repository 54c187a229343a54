namespace Certrot.Approval.Facts;

/// <summary>The Machines of a cluster.</summary>
public sealed class MachineDirectory
{
    private readonly Dictionary<string, Machine> byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<AltName, List<Machine>> holders = [];
    private readonly List<Machine> waiting = [];

    /// <summary>Of a list.</summary>
    public MachineDirectory(IEnumerable<Machine> machines)
    {
        ArgumentNullException.ThrowIfNull(machines);
        foreach (var machine in machines)
        {
            if (machine.Node is { } node) byNode.TryAdd(node, machine);
            else if (!machine.IsLeaving) waiting.Add(machine);
            foreach (var name in machine.Names)
            {
                if (!holders.TryGetValue(name, out var list)) holders[name] = list = [];
                list.Add(machine);
            }
        }
    }

    /// <summary>The Machine that made a node; null where none did.</summary>
    public Machine? Find(string node) => byNode.GetValueOrDefault(node);

    /// <summary>Machines that have a name or an address.</summary>
    public IReadOnlyList<Machine> Holders(AltName name) => holders.GetValueOrDefault(name) ?? [];

    /// <summary>Machines without a node that have a node's name as their own or among their addresses.</summary>
    public IReadOnlyList<Machine> Expecting(string node)
    {
        var name = AltName.OfDns(node);
        return waiting.FindAll(m => m.Name == node || m.Names.Contains(name));
    }
}
