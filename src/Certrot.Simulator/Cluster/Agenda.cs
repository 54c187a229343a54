namespace Certrot.Simulator.Cluster;

/// <summary>What is to happen at which simulated time. Safe for concurrent use.</summary>
/// <param name="clock">The simulated time.</param>
internal sealed class Agenda(SpeedClock clock) : IDisposable
{
    private readonly PriorityQueue<Action, (DateTimeOffset Time, long Order)> entries = new();
    private readonly SemaphoreSlim news = new(0);
    private long order;

    /// <summary>Plans something.</summary>
    public void At(DateTimeOffset time, Action action)
    {
        lock (entries) entries.Enqueue(action, (time, order++));
        news.Release();
    }

    /// <summary>Lets things happen, one after another, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            Action? due = null;
            lock (entries)
            {
                if (entries.TryPeek(out _, out var first)) next = first.Time;
                if (next <= clock.Now) due = entries.Dequeue();
            }

            if (due is not null)
            {
                due();
                continue;
            }

            // Something earlier may be planned meanwhile.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var waiting = news.WaitAsync(either.Token);
            await Task.WhenAny(waiting, next is { } time ? clock.UntilAsync(time, either.Token) : Task.Delay(Timeout.Infinite, either.Token)).ConfigureAwait(false);
            await either.CancelAsync().ConfigureAwait(false);
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => news.Dispose();
}
