using System.Data.Common;

namespace Certrot.Server.History;

/// <summary>
/// Records what happens to nodes: compares each node with what is recorded of it, and writes what changed in one transaction. Of several replicas one records. While the database
/// cannot be reached, what was seen waits in memory; when it is back it is written in its order, with its own times. A replica that takes over compares all nodes with the records,
/// so that what changed between two leaders is found.
/// </summary>
/// <param name="database">Where to.</param>
/// <param name="clock">Waits and tells the time.</param>
/// <param name="options">How much is kept.</param>
/// <param name="current">All nodes of all clusters as they are now.</param>
/// <param name="say">Told when its state changes.</param>
public sealed class HistoryRecorder(HistoryDatabase database, TimeProvider clock, HistoryOptions options, Func<IReadOnlyList<Observation>> current, Action<string> say)
{
    /// <summary>Twenty times all nodes of a very large cluster: some hundred megabytes at most.</summary>
    private const int MostWaiting = 100_000;

    private const int RowsAtOnce = 10_000;
    private static readonly TimeSpan idle = TimeSpan.FromSeconds(2), longestPause = TimeSpan.FromSeconds(10), trimming = TimeSpan.FromHours(1);

    private readonly ObservationQueue queue = new(MostWaiting, clock);
    private readonly Dictionary<(string Context, string Node), NodeState> states = [];
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private volatile RecorderState state;
    private long trimmedAt;
    private long failures;

    /// <summary>What it does at present.</summary>
    public RecorderState State => state;

    /// <summary>Why it does not record; null where it does, or another replica does.</summary>
    public string? Problem { get; private set; } = "the database was not reached yet";

    /// <summary>How often writing failed.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>How many observations had to be dropped, because the database was away for too long.</summary>
    public long Dropped => queue.Dropped;

    /// <summary>How many transitions this process has recorded, by kind.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (gate) return new Dictionary<string, long>(counts, StringComparer.Ordinal);
        }
    }

    /// <summary>Called when transitions were recorded.</summary>
    public Action Recorded { get; set; } = static () => { };

    /// <summary>Takes what was seen. Returns at once.</summary>
    public void Post(Observation observation)
    {
        if (state != RecorderState.Following) queue.Add(observation);
    }

    /// <summary>Records until it is cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HistoryException">The database is of a newer version.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
        {
            try
            {
                var connection = await database.ConnectToWriteAsync(cancellation).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await FollowAsync(connection, cancellation).ConfigureAwait(false);
                    pause = TimeSpan.FromSeconds(1);
                    await LeadAsync(connection, cancellation).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is DbException or TimeoutException or IOException)
            {
                Interlocked.Increment(ref failures);
                Become(RecorderState.Disconnected, $"{database.Title}: {e.Message}");
            }
            finally
            {
                if (state == RecorderState.Leading) state = RecorderState.Disconnected;
            }

            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for its turn.</summary>
    private async Task FollowAsync(DbConnection connection, CancellationToken cancellation)
    {
        while (!await database.TryLeadAsync(connection, cancellation).ConfigureAwait(false))
        {
            Become(RecorderState.Following, null);
            queue.Clear();
            await Task.Delay(idle, clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task LeadAsync(DbConnection connection, CancellationToken cancellation)
    {
        await HistorySchema.MigrateAsync(database, connection, cancellation).ConfigureAwait(false);
        await LoadAsync(connection, cancellation).ConfigureAwait(false);
        if (state == RecorderState.Following)
        {
            // From here on what is seen waits for us; what was seen before is in what is so now.
            state = RecorderState.Disconnected;
            foreach (var all in current()) queue.Add(all);
        }

        var dropped = queue.Dropped;
        Become(RecorderState.Leading, null);
        while (true)
        {
            var batch = queue.Peek(RowsAtOnce);
            if (batch.Count > 0)
            {
                await WriteAsync(connection, batch, cancellation).ConfigureAwait(false);
                queue.Remove(batch);
            }
            else if (dropped != queue.Dropped)
            {
                dropped = queue.Dropped;
                foreach (var all in current()) queue.Add(all);
            }
            else
            {
                // The question keeps the session alive, and tells whether it still is.
                using var ping = connection.Command("SELECT 1");
                await ping.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
                await TrimAsync(connection, cancellation).ConfigureAwait(false);
                await queue.WaitAsync(idle, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task LoadAsync(DbConnection connection, CancellationToken cancellation)
    {
        states.Clear();
        foreach (var known in await HistoryQueries.StatesAsync(connection, null, cancellation).ConfigureAwait(false)) states[(known.Context, known.Node)] = known;
    }

    private async Task WriteAsync(DbConnection connection, IReadOnlyList<Observation> batch, CancellationToken cancellation)
    {
        var transitions = new List<Transition>();
        var changed = new Dictionary<(string Context, string Node), NodeState?>();
        foreach (var observation in batch) Compare(observation, transitions, changed);
        if (changed.Count == 0) return;
        await using (var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false))
        {
            await HistoryQueries.InsertAsync(transaction, transitions, cancellation).ConfigureAwait(false);
            await HistoryQueries.SetAsync(transaction, changed, cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }

        foreach (var (key, now) in changed)
        {
            if (now is null) states.Remove(key);
            else states[key] = now;
        }

        if (transitions.Count == 0) return;
        lock (gate)
        {
            foreach (var (kind, count) in transitions.CountBy(t => t.Kind, StringComparer.Ordinal)) counts[kind] = counts.GetValueOrDefault(kind) + count;
        }

        Recorded();
    }

    private void Compare(Observation observation, List<Transition> transitions, Dictionary<(string Context, string Node), NodeState?> changed)
    {
        foreach (var row in observation.Rows)
        {
            var key = (observation.Context, row.Name);
            var before = Known(key);
            var (told, now) = NodeChanges.Between(before, observation.Context, row, observation.At);
            transitions.AddRange(told);
            if (now != before) changed[key] = now;
        }

        var gone = observation.Gone.AsEnumerable();
        if (observation.IsComplete)
        {
            var there = observation.Rows.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
            gone = states.Keys.Concat(changed.Keys).Where(k => k.Context == observation.Context && !there.Contains(k.Node)).Select(k => k.Node).Distinct(StringComparer.Ordinal).ToList();
        }

        foreach (var name in gone)
        {
            if (Known((observation.Context, name)) is not { } before) continue;
            transitions.Add(NodeChanges.Gone(before, observation.At));
            changed[(observation.Context, name)] = null;
        }

        NodeState? Known((string Context, string Node) key) => changed.TryGetValue(key, out var now) ? now : states.GetValueOrDefault(key);
    }

    /// <summary>Deletes what is older than wanted, and the oldest where there is too much.</summary>
    private async Task TrimAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (trimmedAt != 0 && clock.GetElapsedTime(trimmedAt) < trimming) return;
        trimmedAt = clock.GetTimestamp();
        await HistoryQueries.TrimAsync(database, connection, clock.GetUtcNow() - options.Keep, options.MaxBytes, cancellation).ConfigureAwait(false);
    }

    private void Become(RecorderState next, string? problem)
    {
        var isNews = state != next || Problem != problem;
        (state, Problem) = (next, problem);
        if (!isNews) return;
        say(next switch
        {
            RecorderState.Leading => $"history is recorded in {database.Title}",
            RecorderState.Following => $"another replica records in {database.Title}",
            _ => $"history is not recorded, what happens waits in memory: {problem}",
        });
    }
}
