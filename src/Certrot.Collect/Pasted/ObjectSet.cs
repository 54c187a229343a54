namespace Certrot.Collect.Pasted;

/// <summary>API objects by name. A fuller form (YAML over describe over a table) replaces a poorer one; of equals the later stays.</summary>
internal sealed class ObjectSet<T>
    where T : class
{
    private readonly Dictionary<string, (int Rank, T Value)> objects = new(StringComparer.Ordinal);

    /// <summary>Whether the text says that there are none.</summary>
    public bool IsKnown { get; set; }

    /// <summary>All objects; null where the text has none.</summary>
    public IReadOnlyList<T>? All => this.objects.Count == 0 && !IsKnown ? null : [.. this.objects.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => o.Value.Value)];

    /// <summary>Adds an object.</summary>
    /// <param name="key">What tells it from others of its kind.</param>
    /// <param name="value">The object.</param>
    /// <param name="rank">How much its form tells: 0 a table, 1 describe, 2 the object itself.</param>
    public void Put(string key, T value, int rank)
    {
        if (!this.objects.TryGetValue(key, out var present) || present.Rank <= rank) this.objects[key] = (rank, value);
    }

    /// <summary>The object of a name, or null.</summary>
    public T? Find(string key) => this.objects.TryGetValue(key, out var found) ? found.Value : null;

    /// <summary>Takes an object out.</summary>
    public void Remove(string key) => this.objects.Remove(key);
}
