namespace Certrot.Collect.Pasted;

/// <summary>Gathers what the text calls the node, and picks the most trustworthy name.</summary>
internal sealed class NodeNames
{
    /// <summary>Host of a prompt.</summary>
    public const int Prompt = 0;

    /// <summary>A certificate's subject.</summary>
    public const int Certificate = 1;

    /// <summary>Requestor of a CSR.</summary>
    public const int Requestor = 2;

    /// <summary>The node that is not ready.</summary>
    public const int NotReady = 3;

    /// <summary>Host that journald tells in the kubelet's lines.</summary>
    public const int Journal = 4;

    /// <summary><c>kubectl describe node</c>.</summary>
    public const int Described = 5;

    /// <summary>The kubelet's own messages about its Node.</summary>
    public const int OwnMessage = 6;

    /// <summary><c>--hostname-override</c>.</summary>
    public const int Override = 7;

    private readonly Dictionary<string, int>?[] countsByKind = new Dictionary<string, int>?[Override + 1];
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);

    /// <summary>A name was seen.</summary>
    public void Add(string name, int kind)
    {
        if (name.Length is 0 or > 253 || name is "localhost" or "<none>") return;
        var counts = countsByKind[kind] ??= new(StringComparer.Ordinal);
        if (counts.Count >= 5_000 && !counts.ContainsKey(name)) return;
        counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    /// <summary>A user name was seen; nodes are <c>system:node:NAME</c>.</summary>
    public void FromUser(string user, int kind)
    {
        if (!user.StartsWith("system:node:", StringComparison.Ordinal)) return;
        Add(user[12..], kind);
        Listed(user[12..]);
    }

    /// <summary>A Node exists under this name: a short host name is completed by it.</summary>
    public void Listed(string name) => listed.Add(name);

    /// <summary>The node's name; null where nothing tells it, or two say different things with equal right.</summary>
    public string? Pick()
    {
        for (var kind = Override; kind >= 0; kind--)
        {
            if (countsByKind[kind] is not { } counts) continue;
            var best = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First();
            if (counts.Count > 1 && kind is NotReady or Described && counts.Values.Count(v => v == best.Value) > 1) continue;
            return Complete(best.Key);
        }
        return null;
    }

    private string Complete(string name)
    {
        if (listed.Count == 0 || listed.Contains(name)) return name;
        var longer = listed.Where(l => l.StartsWith(name + ".", StringComparison.Ordinal) || name.StartsWith(l + ".", StringComparison.Ordinal)).Take(2).ToList();
        return longer.Count == 1 ? longer[0] : name;
    }
}
