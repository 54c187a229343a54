using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Certrot.Server.Tests.History;

/// <summary>A PostgreSQL server of its own, from Debian's package, in a folder that goes away with it.</summary>
public sealed class Postgres : IAsyncLifetime
{
    private const string Programs = "/usr/lib/postgresql/15/bin";

    private readonly string root = Path.Combine(Path.GetTempPath(), $"certrot-postgres-{Guid.NewGuid():N}");
    private Process? server;
    private int databases;

    /// <summary>Why there is none; null where there is one.</summary>
    public string? WhyNot { get; private set; }

    private int Port { get; set; }

    /// <summary>The address of a database that is empty.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"history{Interlocked.Increment(ref databases)}";
        await RunAsync("createdb", "-h", root, "-p", $"{Port}", "-U", "certrot", name);
        return $"postgres://certrot@127.0.0.1:{Port}/{name}";
    }

    /// <summary>Runs a statement as psql does.</summary>
    public Task SqlAsync(string database, string sql) => RunAsync("psql", "-h", root, "-p", $"{Port}", "-U", "certrot", "-d", new Uri(database).AbsolutePath.TrimStart('/'), "-v", "ON_ERROR_STOP=1", "-c", sql);

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists($"{Programs}/postgres"))
        {
            WhyNot = $"needs PostgreSQL ({Programs}/postgres)";
            return;
        }

        Directory.CreateDirectory(root);
        if (Environment.IsPrivilegedProcess) await RunPlainAsync("chown", "postgres", root);
        await RunAsync("initdb", "-D", $"{root}/data", "-U", "certrot", "-A", "trust", "--no-sync");
        Port = FreePort();
        await StartAsync();
    }

    /// <summary>Starts it, or starts it again.</summary>
    public async Task StartAsync()
    {
        // The shell ends it when its own input ends: also where this process is killed.
        var info = AsPostgres("postgres", "-D", $"{root}/data", "-p", $"{Port}", "-k", root, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        server = Process.Start(Info("/bin/sh", ["-c", "\"$@\" >/dev/null 2>&1 & read _; kill -QUIT $!; wait $!", "sh", info.FileName, .. info.ArgumentList], takesInput: true));
        for (var tries = 0; ; tries++)
        {
            try
            {
                await RunAsync("pg_isready", "-h", root, "-p", $"{Port}");
                return;
            }
            catch (InvalidOperationException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Stops it at once, as a crash does.</summary>
    public async Task StopAsync()
    {
        if (server is null) return;
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (WhyNot is not null) return;
        await StopAsync();
        Directory.Delete(root, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>It refuses to run as root.</summary>
    private ProcessStartInfo AsPostgres(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Info("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", $"{Programs}/{program}", .. arguments])
        : Info($"{Programs}/{program}", arguments);

    private ProcessStartInfo Info(string program, string[] arguments, bool takesInput = false) => new(program, arguments) { UseShellExecute = false, RedirectStandardInput = takesInput, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = root };

    private Task RunAsync(string program, params string[] arguments) => RunAsync(AsPostgres(program, arguments));

    private Task RunPlainAsync(string program, params string[] arguments) => RunAsync(Info(program, arguments));

    private static async Task RunAsync(ProcessStartInfo info)
    {
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', info.ArgumentList)}: {await error}");
    }
}
