using System.Data.Common;

namespace Certrot.Server.History;

/// <summary>Reads history, on any replica. Safe for concurrent use.</summary>
/// <param name="database">Where from.</param>
public sealed class HistoryReader(HistoryDatabase database)
{
    /// <summary>The recorded nodes of a cluster.</summary>
    /// <exception cref="HistoryException">The database does not answer.</exception>
    public Task<IReadOnlyList<NodeState>> StatesAsync(string context, CancellationToken cancellation) => AskAsync(c => HistoryQueries.StatesAsync(c, context, cancellation), cancellation);

    /// <summary>Transitions, the newest first.</summary>
    /// <param name="context">Of this cluster; null for all.</param>
    /// <param name="node">Of this node; null for all.</param>
    /// <param name="before">Only those with a smaller number; null for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HistoryException">The database does not answer.</exception>
    public Task<IReadOnlyList<Transition>> TransitionsAsync(string? context, string? node, long? before, int limit, CancellationToken cancellation) =>
        AskAsync(c => HistoryQueries.TransitionsAsync(c, context, node, before, limit, cancellation), cancellation);

    /// <summary>Transitions after a number, the oldest first.</summary>
    /// <exception cref="HistoryException">The database does not answer.</exception>
    public Task<IReadOnlyList<Transition>> AfterAsync(long after, int limit, CancellationToken cancellation) => AskAsync(c => HistoryQueries.AfterAsync(c, after, limit, cancellation), cancellation);

    /// <summary>The highest number; 0 where nothing is recorded.</summary>
    /// <exception cref="HistoryException">The database does not answer.</exception>
    public Task<long> LastAsync(CancellationToken cancellation) => AskAsync(c => HistoryQueries.LastAsync(c, cancellation), cancellation);

    private async Task<T> AskAsync<T>(Func<DbConnection, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) return await ask(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw new HistoryException($"the history cannot be read from {database.Title}: {e.Message}", e);
        }
    }
}
