namespace Certrot.Server.History;

/// <summary>What was seen and is not recorded yet, in order, within a bound. Safe for concurrent use.</summary>
/// <param name="most">Most rows that are kept.</param>
/// <param name="clock">Waits.</param>
internal sealed class ObservationQueue(int most, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Queue<Observation> waiting = new();
    private readonly Nudge news = new(clock);
    private int rows;

    /// <summary>How many observations had to be dropped, ever.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds one. Beyond the bound the oldest are dropped: what a node is now counts more than what it was.</summary>
    public void Add(Observation observation)
    {
        lock (gate)
        {
            waiting.Enqueue(observation);
            rows += Weight(observation);
            while (rows > most && waiting.Count > 1)
            {
                rows -= Weight(waiting.Dequeue());
                Dropped++;
            }
        }

        news.Set();
    }

    /// <summary>The oldest ones, of some thousand rows together; they stay until <see cref="Remove"/>.</summary>
    public IReadOnlyList<Observation> Peek(int atMost)
    {
        lock (gate)
        {
            var sum = 0;
            var first = new List<Observation>();
            foreach (var one in waiting)
            {
                sum += Weight(one);
                // One that is larger than that by itself has to be taken all the same.
                if (first.Count > 0 && sum > atMost) break;
                first.Add(one);
            }

            return first;
        }
    }

    /// <summary>Takes away what was recorded.</summary>
    public void Remove(IReadOnlyList<Observation> recorded)
    {
        lock (gate)
        {
            // What was dropped meanwhile is not there any more.
            while (waiting.TryPeek(out var first) && recorded.Contains(first, ReferenceEqualityComparer.Instance)) rows -= Weight(waiting.Dequeue());
        }
    }

    /// <summary>Drops all: another replica records them.</summary>
    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
            rows = 0;
        }
    }

    /// <summary>Waits until there is something, or a time is over.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellation) => news.WaitAsync(most, cancellation);

    private static int Weight(Observation observation) => 1 + observation.Rows.Count + observation.Gone.Count;
}
