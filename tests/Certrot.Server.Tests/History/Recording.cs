using Certrot.Server.History;

namespace Certrot.Server.Tests.History;

/// <summary>A recorder that runs.</summary>
internal sealed class Recording : IAsyncDisposable
{
    private readonly HistoryDatabase database;
    private readonly CancellationTokenSource ended = new();
    private readonly Task running;

    private Recording(HistoryDatabase database, HistoryOptions options, IReadOnlyList<Observation> current)
    {
        this.database = database;
        Recorder = new HistoryRecorder(database, TimeProvider.System, options, () => current, Said.Add);
        Reader = new HistoryReader(database);
        running = Recorder.RunAsync(ended.Token);
    }

    public HistoryRecorder Recorder { get; }

    public HistoryReader Reader { get; }

    public List<string> Said { get; } = [];

    public static Recording Start(string setting, HistoryOptions? options = null, params IReadOnlyList<Observation> current) => new(HistoryDatabase.Open(setting), options ?? new HistoryOptions(), current);

    /// <summary>Waits until so many transitions are recorded, by anybody.</summary>
    public async Task UntilAsync(int transitions)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                if ((await Reader.TransitionsAsync(null, null, null, 5000, TestContext.Current.CancellationToken)).Count >= transitions) return;
            }
            catch (HistoryException)
            {
                // It has no tables yet, or is away on purpose.
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"no {transitions} transitions within 30 s: {string.Join("; ", Said)}");
    }

    /// <summary>Waits for a state.</summary>
    public async Task UntilAsync(RecorderState state)
    {
        for (var tries = 0; Recorder.State != state; tries++)
        {
            Assert.True(tries < 300, $"{Recorder.State} instead of {state} after 30 s: {string.Join("; ", Said)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await database.DisposeAsync();
        ended.Dispose();
    }
}
