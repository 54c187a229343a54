using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Certrot.Server.History;

/// <summary>History in one file, of one process. Written ahead (WAL) and flushed with each transaction, so that neither a kill nor a power cut loses what was recorded.</summary>
internal sealed class SqliteDatabase : HistoryDatabase
{
    /// <summary>flock(2), EWOULDBLOCK.</summary>
    private const int HeldByAnother = 11;

    private readonly string path;
    private readonly FileStream held;

    /// <summary>Opens, or creates, a file.</summary>
    /// <exception cref="HistoryException">It cannot be created, or another process has it.</exception>
    public SqliteDatabase(string file)
    {
        SqliteLibrary.Load();
        try
        {
            path = Path.GetFullPath(file);
            if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder);
            // SQLite itself would let a second process write between our transactions.
            held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new HistoryException(e.HResult == HeldByAnother ? $"{file} is in use by another certrot serve: stop it, or name another --database." : $"the history cannot be kept in {file}: {e.Message}", e);
        }
    }

    public override string Title => path;

    internal override string GrowingKey => "INTEGER PRIMARY KEY AUTOINCREMENT";

    internal override string HasTable => "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'certrot_schema'";

    internal override string Size => "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()";

    internal override string? GiveBack => "PRAGMA incremental_vacuum(10000)";

    internal override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await ConnectAsync(pooled: true, cancellation).ConfigureAwait(false);

    internal override async Task<DbConnection> ConnectToWriteAsync(CancellationToken cancellation) => await ConnectAsync(pooled: false, cancellation).ConfigureAwait(false);

    internal override Task<bool> TryLeadAsync(DbConnection connection, CancellationToken cancellation) => Task.FromResult(true);

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return held.DisposeAsync();
    }

    private async Task<DbConnection> ConnectAsync(bool pooled, CancellationToken cancellation)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooled }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // auto_vacuum counts only before the first table; journal_mode is kept in the file.
            using var settings = connection.Command("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            await settings.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
