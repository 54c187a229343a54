using Certrot.Kubernetes;

namespace Certrot.Collect.Fleet;

/// <summary>Keeps the newest events of each node: one that restarts in a loop has hundreds. Not safe for concurrent use.</summary>
internal sealed class KeptEvents
{
    private const int Newest = 10;

    private readonly Dictionary<string, List<ClusterEvent>> kept = new(StringComparer.Ordinal);

    /// <summary>Forgets everything: the list is read anew.</summary>
    public void Clear() => kept.Clear();

    /// <summary>Takes an event; one of the same name is replaced.</summary>
    public void Add(ClusterEvent? happened)
    {
        if (happened?.ObjectName is not { } name) return;
        if (!kept.TryGetValue(name, out var events)) kept.Add(name, events = []);
        events.RemoveAll(e => e.Meta.Name == happened.Meta.Name && e.Meta.Namespace == happened.Meta.Namespace);
        events.Add(happened);
        if (events.Count > Newest) events.Remove(events.MinBy(e => e.Last ?? DateTimeOffset.MinValue)!);
    }

    /// <summary>Forgets an event.</summary>
    public void Remove(ClusterEvent? gone)
    {
        if (gone?.ObjectName is not { } name || !kept.TryGetValue(name, out var events)) return;
        events.RemoveAll(e => e.Meta.Name == gone.Meta.Name && e.Meta.Namespace == gone.Meta.Namespace);
        if (events.Count == 0) kept.Remove(name);
    }

    /// <summary>What is kept of a node, in no order.</summary>
    public IReadOnlyList<ClusterEvent> Of(string node) => kept.TryGetValue(node, out var events) ? [.. events] : [];
}
