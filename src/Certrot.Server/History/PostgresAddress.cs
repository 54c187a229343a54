using Npgsql;

namespace Certrot.Server.History;

/// <summary>PostgreSQL's addresses, <c>postgres://user:password@host:port/database?sslmode=verify-full</c> (PostgreSQL's manual, 34.1.1.2 Connection URIs), which Npgsql does not read.</summary>
internal static class PostgresAddress
{
    private const int DefaultPort = 5432;

    /// <summary>Reads one. What it leaves out comes from PGUSER, PGPASSWORD and PGPASSFILE, as for psql.</summary>
    /// <exception cref="HistoryException">It is none; the message does not repeat the password.</exception>
    public static NpgsqlConnectionStringBuilder Read(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new HistoryException("--database is no address of PostgreSQL: write postgres://user@host:5432/database.");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Uri.UnescapeDataString(uri.Host) is { Length: > 0 } host ? host : "localhost",
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) is { Length: > 0 } name ? name : throw new HistoryException("--database names no database: write postgres://user@host:5432/database."),
        };
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, "");
            Set(settings, key, value);
        }

        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string key, string value)
    {
        switch (key)
        {
            case "sslmode":
                settings.SslMode = Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode) ? mode : throw new HistoryException($"--database: sslmode={value} is none of disable, allow, prefer, require, verify-ca and verify-full.");
                break;
            case "sslrootcert": settings.RootCertificate = value; break;
            case "sslcert": settings.SslCertificate = value; break;
            case "sslkey": settings.SslKey = value; break;
            case "host": settings.Host = value; break;
            case "application_name": settings.ApplicationName = value; break;
            default: throw new HistoryException($"--database: the parameter {key} is not known; there are sslmode, sslrootcert, sslcert, sslkey, host and application_name.");
        }
    }
}
