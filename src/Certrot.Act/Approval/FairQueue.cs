namespace Certrot.Act.Approval;

/// <summary>A queue in which everybody who waits gets a turn: one item of each, round and round, however many one has put in. Not safe for concurrent use.</summary>
/// <typeparam name="T">What waits.</typeparam>
internal sealed class FairQueue<T>
{
    private readonly Dictionary<string, Queue<T>> lines = new(StringComparer.Ordinal);
    private readonly Queue<string> turns = new();

    /// <summary>How many items wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts an item in.</summary>
    /// <param name="whose">Whose it is.</param>
    /// <param name="item">The item.</param>
    public void Enqueue(string whose, T item)
    {
        if (!lines.TryGetValue(whose, out var line))
        {
            lines[whose] = line = new Queue<T>();
            turns.Enqueue(whose);
        }

        line.Enqueue(item);
        Count++;
    }

    /// <summary>Takes the next item; false where there is none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="may">Whether it is somebody's turn at all now; who may not keeps what waits.</param>
    public bool TryDequeue(out T item, Predicate<string>? may = null)
    {
        for (var left = turns.Count; left > 0; left--)
        {
            var whose = turns.Dequeue();
            if (may is not null && !may(whose))
            {
                turns.Enqueue(whose);
                continue;
            }

            var line = lines[whose];
            item = line.Dequeue();
            Count--;
            if (line.Count > 0) turns.Enqueue(whose);
            else lines.Remove(whose);
            return true;
        }

        item = default!;
        return false;
    }
}
