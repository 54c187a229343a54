using Certrot.Server.History;

namespace Certrot.Server.Tests.History;

/// <summary>The same on a real PostgreSQL, and what only several replicas have.</summary>
[Trait("needs", "minutes")]
public sealed class PostgresHistoryTests(Postgres postgres) : HistoryContract, IClassFixture<Postgres>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_two_replicas_records_and_the_other_takes_over_without_loss()
    {
        var database = await CreateAsync();
        var healthy = new Observation("lab", Rows.Now, [Rows.Healthy("a"), Rows.Healthy("b")], [], true);
        // What the second one sees when it takes over.
        var failing = new Observation("lab", Rows.Now.AddMinutes(1), [Rows.Failing("a"), Rows.Healthy("b")], [], true);
        var first = Recording.Start(database);
        await first.UntilAsync(RecorderState.Leading);
        await using var second = Recording.Start(database, null, failing);
        await second.UntilAsync(RecorderState.Following);
        first.Recorder.Post(healthy);
        second.Recorder.Post(healthy);
        await first.UntilAsync(2);

        await first.DisposeAsync();
        await second.UntilAsync(RecorderState.Leading);
        await second.UntilAsync(3);

        var told = await second.Reader.TransitionsAsync(null, null, null, 10, Cancellation);
        Assert.Equal(["failing a", "first-seen b", "first-seen a"], told.Select(t => $"{t.Kind} {t.Node}"));
    }

    [Fact]
    public async Task What_happens_while_the_database_is_away_is_recorded_later_with_its_own_time()
    {
        await using var own = new Postgres();
        await own.InitializeAsync();
        if (own.WhyNot is { } reason) Assert.Skip(reason);
        await using var recording = Recording.Start(await own.CreateDatabaseAsync());
        recording.Recorder.Post(new Observation("lab", Rows.Now, [Rows.Healthy("a")], [], true));
        await recording.UntilAsync(1);

        await own.StopAsync();
        await recording.UntilAsync(RecorderState.Disconnected);
        recording.Recorder.Post(new Observation("lab", Rows.Now.AddMinutes(1), [Rows.Failing("a")], [], false));
        recording.Recorder.Post(new Observation("lab", Rows.Now.AddMinutes(2), [Rows.Healthy("a")], [], false));
        Assert.NotNull(recording.Recorder.Problem);
        await Assert.ThrowsAsync<HistoryException>(() => recording.Reader.LastAsync(Cancellation));
        await own.StartAsync();
        await recording.UntilAsync(RecorderState.Leading);
        await recording.UntilAsync(3);

        var told = await recording.Reader.TransitionsAsync(null, null, null, 10, Cancellation);
        Assert.Equal([("recovered", Rows.Now.AddMinutes(2)), ("failing", Rows.Now.AddMinutes(1)), ("first-seen", Rows.Now)], told.Select(t => (t.Kind, t.At)));
        Assert.Equal(0, recording.Recorder.Dropped);
    }

    [Theory]
    [InlineData("postgres://", "--database names no database: write postgres://user@host:5432/database.")]
    [InlineData("postgres://u:geheim@db/", "--database names no database: write postgres://user@host:5432/database.")]
    [InlineData("postgres://u:geheim@db:port/x", "--database is no address of PostgreSQL: write postgres://user@host:5432/database.")]
    [InlineData("postgres://u:geheim@db/x?sslmode=no", "--database: sslmode=no is none of disable, allow, prefer, require, verify-ca and verify-full.")]
    [InlineData("postgres://u:geheim@db/x?color=red", "--database: the parameter color is not known; there are sslmode, sslrootcert, sslcert, sslkey, host and application_name.")]
    public void Addresses_with_mistakes_are_refused_without_their_password(string address, string why) =>
        Assert.Equal(why, Assert.Throws<HistoryException>(() => HistoryDatabase.Open(address)).Message);

    [Fact]
    public void An_address_is_read_as_psql_reads_it()
    {
        var read = PostgresAddress.Read("postgresql://jane%40corp:p%2Fw@db.example:6432/certs?sslmode=verify-full&sslrootcert=/etc/ca.crt&application_name=x%20y");

        Assert.Equal(("jane@corp", "p/w", "db.example", 6432, "certs", Npgsql.SslMode.VerifyFull, "/etc/ca.crt", "x y"), (read.Username, read.Password, read.Host, read.Port, read.Database, read.SslMode, read.RootCertificate, read.ApplicationName));
    }

    protected override Task<string> CreateAsync()
    {
        if (postgres.WhyNot is { } reason) Assert.Skip(reason);
        return postgres.CreateDatabaseAsync();
    }

    protected override Task SqlAsync(string database, string sql) => postgres.SqlAsync(database, sql);
}
