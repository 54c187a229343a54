using Certrot.Reports;
using Certrot.Server.History;

namespace Certrot.Server.Tests.History;

/// <summary>What holds for history whatever keeps it.</summary>
public abstract class HistoryContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The setting of an empty database.</summary>
    protected abstract Task<string> CreateAsync();

    /// <summary>Changes the database behind its back.</summary>
    protected abstract Task SqlAsync(string database, string sql);

    [Fact]
    public async Task What_happens_is_recorded_once_and_read_back()
    {
        await using var recording = Recording.Start(await CreateAsync());
        recording.Recorder.Post(Seen(Rows.Now, complete: true, Rows.Healthy("a"), Rows.Healthy("b")));
        recording.Recorder.Post(Seen(Rows.Now.AddMinutes(1), complete: false, Rows.Failing("b")));
        recording.Recorder.Post(Seen(Rows.Now.AddMinutes(2), complete: false, Rows.Failing("b")));

        await recording.UntilAsync(3);

        var told = await recording.Reader.TransitionsAsync(null, null, null, 100, Cancellation);
        Assert.Equal([("failing", "b"), ("first-seen", "b"), ("first-seen", "a")], told.Select(t => (t.Kind, t.Node)));
        Assert.Equal((Rows.Now.AddMinutes(1), "lab", new VerdictAndCause("healthy", "healthy"), new VerdictAndCause("failing", "csr-denied-by-approver"), "The client CSR of b was denied."), (told[0].At, told[0].Context, told[0].Before, told[0].After, told[0].Text));
        Assert.Equal([("failing", "b")], (await recording.Reader.TransitionsAsync("lab", "b", null, 1, Cancellation)).Select(t => (t.Kind, t.Node)));
        Assert.Equal(["first-seen"], (await recording.Reader.TransitionsAsync("lab", "b", told[0].Id, 10, Cancellation)).Select(t => t.Kind));
        Assert.Equal([told[1], told[0]], await recording.Reader.AfterAsync(told[2].Id, 10, Cancellation));
        Assert.Equal(told[0].Id, await recording.Reader.LastAsync(Cancellation));
        Assert.Equal(Rows.Now.AddMinutes(1), (await recording.Reader.StatesAsync("lab", Cancellation)).Single(s => s.Node == "b").FailingSince);
        Assert.Empty(await recording.Reader.StatesAsync("other", Cancellation));
    }

    [Fact]
    public async Task A_new_process_goes_on_where_the_old_one_was_and_misses_what_is_gone()
    {
        var database = await CreateAsync();
        await using (var first = Recording.Start(database))
        {
            first.Recorder.Post(Seen(Rows.Now, complete: true, Rows.Healthy("a"), Rows.Failing("b"), Rows.Healthy("c")));
            await first.UntilAsync(3);
        }

        await using var second = Recording.Start(database);
        second.Recorder.Post(Seen(Rows.Now.AddHours(1), complete: true, Rows.Healthy("a"), Rows.Failing("b"), Rows.Healthy("d")));
        await second.UntilAsync(5);

        var told = await second.Reader.TransitionsAsync(null, null, null, 2, Cancellation);
        Assert.Equal(["gone c", "first-seen d"], told.Select(t => $"{t.Kind} {t.Node}"));
        Assert.Equal(["a", "b", "d"], (await second.Reader.StatesAsync("lab", Cancellation)).Select(s => s.Node).Order());
        Assert.Equal(Rows.Now, (await second.Reader.StatesAsync("lab", Cancellation)).Single(s => s.Node == "b").FailingSince);
    }

    [Fact]
    public async Task Hostile_names_and_texts_are_data()
    {
        await using var recording = Recording.Start(await CreateAsync());
        const string hostile = "x'); DROP TABLE nodes; -- \u0001 \"<b>é𝄞";
        recording.Recorder.Post(new Observation(hostile, Rows.Now, [Rows.Healthy(hostile) with { Summary = hostile }], [], true));

        await recording.UntilAsync(1);

        var one = Assert.Single(await recording.Reader.TransitionsAsync(hostile, hostile, null, 10, Cancellation));
        Assert.Equal((hostile, hostile), (one.Context, one.Node));
        Assert.EndsWith(hostile, one.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        var database = await CreateAsync();
        await using (var first = Recording.Start(database))
        {
            first.Recorder.Post(Seen(Rows.Now, complete: true, Rows.Healthy("a")));
            await first.UntilAsync(1);
        }

        await SqlAsync(database, "UPDATE certrot_schema SET version = 99");
        await using var kept = HistoryDatabase.Open(database);
        var refused = await Assert.ThrowsAsync<HistoryException>(() => new HistoryRecorder(kept, TimeProvider.System, new HistoryOptions(), static () => [], static _ => { }).RunAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation));

        Assert.Contains("is of schema version 99, and this certrot knows versions up to", refused.Message, StringComparison.Ordinal);
        Assert.Single(await new HistoryReader(kept).TransitionsAsync(null, null, null, 10, Cancellation));
    }

    [Fact]
    public async Task Old_history_is_deleted_and_the_newest_is_kept_within_the_bound()
    {
        var database = await CreateAsync();
        await using (var first = Recording.Start(database, new HistoryOptions { Keep = TimeSpan.FromDays(1000) }))
        {
            var now = TimeProvider.System.GetUtcNow();
            first.Recorder.Post(Seen(now.AddDays(-500), complete: true, Rows.Healthy("old")));
            for (var i = 0; i < 2000; i++) first.Recorder.Post(Seen(now.AddSeconds(i - 3000), complete: false, i % 2 == 0 ? Rows.Failing("a") : Rows.Healthy("a")));
            await first.UntilAsync(2001);
        }

        await using var second = Recording.Start(database, new HistoryOptions { Keep = TimeSpan.FromDays(400), MaxBytes = 1 });
        for (var tries = 0; (await second.Reader.TransitionsAsync(null, null, null, 5000, Cancellation)).Count > 1500 && tries < 100; tries++) await Task.Delay(100, Cancellation);

        var left = await second.Reader.TransitionsAsync(null, null, null, 5000, Cancellation);
        Assert.InRange(left.Count, 1, 1500);
        Assert.Equal(2001, left[0].Id);
        Assert.Equal(["a", "old"], (await second.Reader.StatesAsync("lab", Cancellation)).Select(s => s.Node).Order());
    }

    private static Observation Seen(DateTimeOffset at, bool complete, params FleetNodeReport[] rows) => new("lab", at, rows, [], complete);
}
