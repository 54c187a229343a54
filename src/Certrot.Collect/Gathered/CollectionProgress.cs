namespace Certrot.Collect.Gathered;

/// <summary>What a collection still waits for, for whoever watches it. Safe for concurrent collectors.</summary>
public sealed class CollectionProgress
{
    private readonly Lock changing = new();
    private readonly List<string> waiting = [];

    /// <summary>What is waited for, in the order that it was begun.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (changing) return [.. waiting];
        }
    }

    /// <summary>Begins something; disposing ends it.</summary>
    /// <param name="what">Such as <c>ssh to worker-1</c>.</param>
    public IDisposable Begin(string what)
    {
        lock (changing) waiting.Add(what);
        return new Step(this, what);
    }

    private void End(string what)
    {
        lock (changing) waiting.Remove(what);
    }

    private sealed class Step(CollectionProgress progress, string what) : IDisposable
    {
        public void Dispose() => progress.End(what);
    }
}
