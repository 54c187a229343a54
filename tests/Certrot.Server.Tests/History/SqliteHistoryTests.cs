using Certrot.Server.History;
using Microsoft.Data.Sqlite;

namespace Certrot.Server.Tests.History;

public sealed class SqliteHistoryTests : HistoryContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("certrot-history-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_belongs_to_one_process()
    {
        var path = await CreateAsync();
        await using var first = HistoryDatabase.Open(path);

        var refused = Assert.Throws<HistoryException>(() => HistoryDatabase.Open(path));

        Assert.Equal($"{path} is in use by another certrot serve: stop it, or name another --database.", refused.Message);
    }

    [Fact]
    public async Task What_is_no_database_is_told_and_left_as_it_is()
    {
        var path = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(path, new string('x', 5000), TestContext.Current.CancellationToken);
        await using var recording = Recording.Start(path);

        for (var tries = 0; recording.Said.Count == 0 && tries < 100; tries++) await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Contains("file is not a database", recording.Recorder.Problem, StringComparison.Ordinal);
        Assert.Equal(RecorderState.Disconnected, recording.Recorder.State);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    protected override Task<string> CreateAsync() => Task.FromResult(Path.Combine(folder, $"{Guid.NewGuid():N}.db"));

    protected override async Task SqlAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync();
    }
}
