using System.Data.Common;
using Npgsql;

namespace Certrot.Server.History;

/// <summary>History that several replicas share: the one that holds an advisory lock records, by the connection that holds it, so that nobody writes who has lost it.</summary>
internal sealed class PostgresDatabase : HistoryDatabase
{
    /// <summary>The advisory lock's key: "certrot" as a number, for the database is shared with others perhaps.</summary>
    private const long LockKey = 0x63657274726F74;

    /// <summary>The server ends a leader's session that has not been heard of for so long, so that another may lead; the leader asks something every two seconds.</summary>
    private const int SilentMilliseconds = 15_000;

    private readonly NpgsqlDataSource pool;
    private readonly NpgsqlDataSource writer;

    /// <summary>Reads an address; does not connect.</summary>
    /// <exception cref="HistoryException">It is none.</exception>
    public PostgresDatabase(string address)
    {
        var settings = PostgresAddress.Read(address);
        Title = $"postgres://{settings.Host}:{settings.Port}/{settings.Database}";
        settings.ApplicationName ??= "certrot";
        settings.Timeout = 5;
        settings.CommandTimeout = 10;
        settings.MaxPoolSize = 8;
        pool = Source(settings);
        settings.Pooling = false;
        settings.Options = $"-c idle_session_timeout={SilentMilliseconds} -c idle_in_transaction_session_timeout={SilentMilliseconds} -c tcp_user_timeout={SilentMilliseconds}";
        writer = Source(settings);
    }

    public override string Title { get; }

    internal override string GrowingKey => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    internal override string HasTable => "SELECT to_regclass('certrot_schema')::text";

    internal override string Size => "SELECT pg_total_relation_size('transitions') + pg_total_relation_size('nodes')";

    internal override string? GiveBack => null;

    internal override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await pool.OpenConnectionAsync(cancellation).ConfigureAwait(false);

    internal override async Task<DbConnection> ConnectToWriteAsync(CancellationToken cancellation) => await writer.OpenConnectionAsync(cancellation).ConfigureAwait(false);

    internal override async Task<bool> TryLeadAsync(DbConnection connection, CancellationToken cancellation)
    {
        using var command = connection.Command("SELECT pg_try_advisory_lock(@key)").With("key", LockKey);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
    }

    public override async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings)
    {
        // The full builder brings types that nothing here uses, and that a trimmed program cannot have.
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        return builder.Build();
    }
}
