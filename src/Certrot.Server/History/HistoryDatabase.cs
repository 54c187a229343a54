using System.Data.Common;

namespace Certrot.Server.History;

/// <summary>A database that keeps history: what differs between SQLite and PostgreSQL, and nothing else.</summary>
public abstract class HistoryDatabase : IAsyncDisposable
{
    /// <summary>What it is called in messages; without a password.</summary>
    public abstract string Title { get; }

    /// <summary>The column of a key that grows by itself and is never used again.</summary>
    internal abstract string GrowingKey { get; }

    /// <summary>A question with an answer where the schema's own table is there.</summary>
    internal abstract string HasTable { get; }

    /// <summary>A question for the size, in bytes.</summary>
    internal abstract string Size { get; }

    /// <summary>What gives room back after much was deleted; null where the database does so itself.</summary>
    internal abstract string? GiveBack { get; }

    /// <summary>The database that an option names.</summary>
    /// <param name="setting">A path of a SQLite file, or <c>postgres://user@host/database</c>.</param>
    /// <exception cref="HistoryException">It names none, or it is in use by another certrot.</exception>
    public static HistoryDatabase Open(string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.StartsWith("postgres://", StringComparison.Ordinal) || setting.StartsWith("postgresql://", StringComparison.Ordinal) ? new PostgresDatabase(setting) : new SqliteDatabase(setting);
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    internal abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>Opens a connection of its own, that no pool hands to others: to write, and to lead by.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    internal abstract Task<DbConnection> ConnectToWriteAsync(CancellationToken cancellation);

    /// <summary>Tries to lead: one connection of all replicas may record. It leads until it is closed or lost.</summary>
    /// <returns>Whether it leads.</returns>
    /// <exception cref="DbException">The database fails.</exception>
    internal abstract Task<bool> TryLeadAsync(DbConnection connection, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
