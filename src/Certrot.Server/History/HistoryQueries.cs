using System.Data.Common;
using System.Globalization;

namespace Certrot.Server.History;

/// <summary>What is asked of the database, in the SQL that SQLite and PostgreSQL share.</summary>
internal static class HistoryQueries
{
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

    /// <summary>Writes transitions.</summary>
    public static async Task InsertAsync(DbTransaction transaction, IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        foreach (var one in transitions)
        {
            using var command = transaction.Connection!.Command("INSERT INTO transitions (at, context, node, kind, certificate, before_verdict, before_cause, after_verdict, after_cause, text) VALUES (@at, @context, @node, @kind, @certificate, @bv, @bc, @av, @ac, @text)");
            command.Transaction = transaction;
            command.With("at", one.At).With("context", one.Context).With("node", one.Node).With("kind", one.Kind).With("certificate", one.Certificate)
                .With("bv", one.Before?.Verdict).With("bc", one.Before?.Cause).With("av", one.After?.Verdict).With("ac", one.After?.Cause).With("text", one.Text);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what nodes are now, and removes those that are no more.</summary>
    public static async Task SetAsync(DbTransaction transaction, IReadOnlyDictionary<(string Context, string Node), NodeState?> states, CancellationToken cancellation)
    {
        foreach (var (key, state) in states)
        {
            using var command = transaction.Connection!.Command(state is null
                ? "DELETE FROM nodes WHERE context = @context AND node = @node"
                : """
                  INSERT INTO nodes (context, node, verdict, cause, ready, client_not_after, serving_not_after, first_seen, verdict_since, failing_since)
                  VALUES (@context, @node, @verdict, @cause, @ready, @client, @serving, @first, @since, @failing)
                  ON CONFLICT (context, node) DO UPDATE SET verdict = excluded.verdict, cause = excluded.cause, ready = excluded.ready, client_not_after = excluded.client_not_after,
                      serving_not_after = excluded.serving_not_after, verdict_since = excluded.verdict_since, failing_since = excluded.failing_since
                  """);
            command.Transaction = transaction;
            command.With("context", key.Context).With("node", key.Node);
            if (state is not null)
            {
                command.With("verdict", state.Judged.Verdict).With("cause", state.Judged.Cause).With("ready", state.Ready).With("client", state.ClientNotAfter).With("serving", state.ServingNotAfter)
                    .With("first", state.FirstSeen).With("since", state.VerdictSince).With("failing", state.FailingSince);
            }

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
