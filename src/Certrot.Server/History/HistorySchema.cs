using System.Data.Common;
using System.Globalization;

namespace Certrot.Server.History;

/// <summary>
/// The tables, version by version. A database of an older version is brought up to date step by step, each in one transaction; one of a newer version is left alone. Times are
/// milliseconds since 1970, UTC.
/// </summary>
internal static class HistorySchema
{
    /// <summary>The steps, the first from nothing. What was released is never changed. <c>@ID@</c> stands for the database's own growing key.</summary>
    private static readonly string[] steps =
    [
        """
        CREATE TABLE nodes (
            context TEXT NOT NULL,
            node TEXT NOT NULL,
            verdict TEXT NOT NULL,
            cause TEXT NOT NULL,
            ready TEXT,
            client_not_after BIGINT,
            serving_not_after BIGINT,
            first_seen BIGINT NOT NULL,
            verdict_since BIGINT NOT NULL,
            failing_since BIGINT,
            PRIMARY KEY (context, node));
        CREATE TABLE transitions (
            id @ID@,
            at BIGINT NOT NULL,
            context TEXT NOT NULL,
            node TEXT NOT NULL,
            kind TEXT NOT NULL,
            certificate TEXT,
            before_verdict TEXT,
            before_cause TEXT,
            after_verdict TEXT,
            after_cause TEXT,
            text TEXT NOT NULL);
        CREATE INDEX transitions_of_node ON transitions (context, node, id);
        CREATE INDEX transitions_by_time ON transitions (at);
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => steps.Length;

    /// <summary>Brings the database up to date.</summary>
    /// <param name="database">Knows its own dialect.</param>
    /// <param name="connection">An open connection that nobody else migrates beside.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HistoryException">The database is of a newer version.</exception>
    /// <exception cref="DbException">The database fails.</exception>
    public static async Task MigrateAsync(HistoryDatabase database, DbConnection connection, CancellationToken cancellation)
    {
        var version = await VersionAsync(database, connection, cancellation).ConfigureAwait(false);
        if (version > Version) throw new HistoryException($"{database.Title} is of schema version {version}, and this certrot knows versions up to {Version}: it was written by a newer certrot. Use that one, or another database; nothing was changed.");
        for (var next = version; next < Version; next++)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var number = (next + 1).ToString(CultureInfo.InvariantCulture);
            var mark = next == 0 ? $"CREATE TABLE certrot_schema (version BIGINT NOT NULL); INSERT INTO certrot_schema VALUES ({number});" : $"UPDATE certrot_schema SET version = {number};";
            using var command = connection.Command(steps[next].Replace("@ID@", database.GrowingKey, StringComparison.Ordinal) + mark);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<long> VersionAsync(HistoryDatabase database, DbConnection connection, CancellationToken cancellation)
    {
        using var exists = connection.Command(database.HasTable);
        if (await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is null or DBNull) return 0;
        using var command = connection.Command("SELECT version FROM certrot_schema");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }
}
