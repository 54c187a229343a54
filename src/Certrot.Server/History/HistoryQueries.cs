using System.Data.Common;
using System.Globalization;

namespace Certrot.Server.History;

/// <summary>What is asked of the database, in the SQL that SQLite and PostgreSQL share.</summary>
internal static class HistoryQueries
{
    /// <summary>Each has ten parameters; SQLite takes 32,766 in a statement (sqlite.org/limits.html), PostgreSQL 65,535.</summary>
    private const int RowsAtOnce = 200;

    private const string TransitionColumns = "id, at, context, node, kind, certificate, before_verdict, before_cause, after_verdict, after_cause, text";

    /// <summary>The recorded nodes, of one cluster or of all.</summary>
    public static async Task<IReadOnlyList<NodeState>> StatesAsync(DbConnection connection, string? context, CancellationToken cancellation)
    {
        var found = new List<NodeState>();
        using var command = connection.Command("SELECT context, node, verdict, cause, ready, client_not_after, serving_not_after, first_seen, verdict_since, failing_since FROM nodes" + (context is null ? "" : " WHERE context = @context"));
        if (context is not null) command.With("context", context);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(new NodeState(rows.GetString(0), rows.GetString(1), new VerdictAndCause(rows.GetString(2), rows.GetString(3)), rows.Text(4), rows.MaybeTime(5), rows.MaybeTime(6), rows.Time(7), rows.Time(8), rows.MaybeTime(9)));
        }

        return found;
    }

    /// <summary>Transitions, the newest first.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="context">Of this cluster; null for all.</param>
    /// <param name="node">Of this node; null for all.</param>
    /// <param name="before">Only those with a smaller number; null for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<IReadOnlyList<Transition>> TransitionsAsync(DbConnection connection, string? context, string? node, long? before, int limit, CancellationToken cancellation) =>
        ReadAsync(
            connection.Command($"SELECT {TransitionColumns} FROM transitions WHERE id < @before{(context is null ? "" : " AND context = @context")}{(node is null ? "" : " AND node = @node")} ORDER BY id DESC LIMIT @limit")
                .With("before", before ?? long.MaxValue).With("limit", limit), context, node, cancellation);

    /// <summary>Transitions after a number, the oldest first.</summary>
    public static Task<IReadOnlyList<Transition>> AfterAsync(DbConnection connection, long after, int limit, CancellationToken cancellation) =>
        ReadAsync(connection.Command($"SELECT {TransitionColumns} FROM transitions WHERE id > @after ORDER BY id LIMIT @limit").With("after", after).With("limit", limit), null, null, cancellation);

    /// <summary>The highest number; 0 where there is none.</summary>
    public static async Task<long> LastAsync(DbConnection connection, CancellationToken cancellation)
    {
        using var command = connection.Command("SELECT COALESCE(MAX(id), 0) FROM transitions");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>Writes transitions, in their order.</summary>
    public static async Task InsertAsync(DbTransaction transaction, IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        foreach (var some in transitions.Chunk(RowsAtOnce))
        {
            using var command = Rows(transaction, "INSERT INTO transitions (at, context, node, kind, certificate, before_verdict, before_cause, after_verdict, after_cause, text) VALUES ", 10, some.Length, "");
            for (var i = 0; i < some.Length; i++)
            {
                var one = some[i];
                command.With(Name(i, 0), one.At).With(Name(i, 1), one.Context).With(Name(i, 2), one.Node).With(Name(i, 3), one.Kind).With(Name(i, 4), one.Certificate)
                    .With(Name(i, 5), one.Before?.Verdict).With(Name(i, 6), one.Before?.Cause).With(Name(i, 7), one.After?.Verdict).With(Name(i, 8), one.After?.Cause).With(Name(i, 9), one.Text);
            }

            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what nodes are now, and removes those that are no more.</summary>
    public static async Task SetAsync(DbTransaction transaction, IReadOnlyDictionary<(string Context, string Node), NodeState?> states, CancellationToken cancellation)
    {
        foreach (var some in states.Values.OfType<NodeState>().Chunk(RowsAtOnce))
        {
            using var command = Rows(transaction, "INSERT INTO nodes (context, node, verdict, cause, ready, client_not_after, serving_not_after, first_seen, verdict_since, failing_since) VALUES ", 10, some.Length,
                """
                 ON CONFLICT (context, node) DO UPDATE SET verdict = excluded.verdict, cause = excluded.cause, ready = excluded.ready, client_not_after = excluded.client_not_after,
                    serving_not_after = excluded.serving_not_after, verdict_since = excluded.verdict_since, failing_since = excluded.failing_since
                """);
            for (var i = 0; i < some.Length; i++)
            {
                var one = some[i];
                command.With(Name(i, 0), one.Context).With(Name(i, 1), one.Node).With(Name(i, 2), one.Judged.Verdict).With(Name(i, 3), one.Judged.Cause).With(Name(i, 4), one.Ready)
                    .With(Name(i, 5), one.ClientNotAfter).With(Name(i, 6), one.ServingNotAfter).With(Name(i, 7), one.FirstSeen).With(Name(i, 8), one.VerdictSince).With(Name(i, 9), one.FailingSince);
            }

            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        foreach (var (context, node) in states.Where(s => s.Value is null).Select(s => s.Key))
        {
            using var command = transaction.Connection!.Command("DELETE FROM nodes WHERE context = @context AND node = @node").With("context", context).With("node", node);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes transitions that are older than a time; and a tenth of those that are left, the oldest, as long as the database is larger than it may be.</summary>
    public static async Task TrimAsync(HistoryDatabase database, DbConnection connection, DateTimeOffset oldest, long most, CancellationToken cancellation)
    {
        using (var old = connection.Command("DELETE FROM transitions WHERE at < @oldest").With("oldest", oldest)) await old.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        using var size = connection.Command(database.Size);
        // Some rounds at most: PostgreSQL gives room back later, by its own vacuum.
        for (var round = 0; round < 5 && Convert.ToInt64(await size.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) > most; round++)
        {
            using var tenth = connection.Command("DELETE FROM transitions WHERE id <= (SELECT MIN(id) + (MAX(id) - MIN(id)) / 10 FROM transitions)");
            if (await tenth.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 0) break;
        }

        if (database.GiveBack is not { } sql) return;
        using var back = connection.Command(sql);
        await back.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A statement for many rows: each statement is a round trip to a server.</summary>
    private static DbCommand Rows(DbTransaction transaction, string head, int columns, int rows, string tail)
    {
        var command = transaction.Connection!.Command(head + string.Join(", ", Enumerable.Range(0, rows).Select(r => $"({string.Join(", ", Enumerable.Range(0, columns).Select(c => "@" + Name(r, c)))})")) + tail);
        command.Transaction = transaction;
        return command;
    }

    private static string Name(int row, int column) => $"p{row}_{column}";

    private static async Task<IReadOnlyList<Transition>> ReadAsync(DbCommand command, string? context, string? node, CancellationToken cancellation)
    {
        using (command)
        {
            if (context is not null) command.With("context", context);
            if (node is not null) command.With("node", node);
            var found = new List<Transition>();
            await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                found.Add(new Transition(rows.GetInt64(0), rows.Time(1), rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.Text(5), Judged(rows, 6), Judged(rows, 8), rows.GetString(10)));
            }

            return found;
        }
    }

    private static VerdictAndCause? Judged(DbDataReader rows, int column) => rows.Text(column) is { } verdict ? new VerdictAndCause(verdict, rows.Text(column + 1) ?? "") : null;
}
