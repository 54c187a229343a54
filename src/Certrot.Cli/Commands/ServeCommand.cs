using System.CommandLine;
using System.Net;
using Certrot.ApiClient.Http;
using Certrot.Collect.Fleet;
using Certrot.Server.Diagnosing;
using Certrot.Server.History;
using Certrot.Server.Monitoring;
using Certrot.Server.Web;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot serve</c>: watches clusters day and night; metrics, history and an HTTP API. Read-only towards the clusters.</summary>
internal sealed class ServeCommand
{
    private readonly Option<string> listen = new("--listen") { Description = "Address and port; of this machine only", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1:8750" };
    private readonly Option<string?> database = new("--database") { Description = "Where history is kept: a file, or postgres://user@host/database for several replicas; else CERTROT_DATABASE, else ~/.local/state/certrot/history.db", HelpName = "PATH|URL" };
    private readonly Option<TimeSpan> keep = new("--keep") { Description = "How long history is kept, such as 400d", HelpName = "TIME", DefaultValueFactory = _ => new HistoryOptions().Keep, CustomParser = Time };
    private readonly Option<int> look = new("--look") { Description = "Failing nodes of a cluster that are looked at more closely within ten minutes", HelpName = "N", DefaultValueFactory = _ => new MonitorOptions().Looks };
    private readonly PolicyOption policy = new(required: false);
    private readonly FleetOption clusters = new();
    private readonly ConnectionOptions connection = new();
    private readonly NodeOptions access = new();

    public static Command Create()
    {
        var own = new ServeCommand();
        var command = new Command("serve", "Watch clusters day and night: a page, metrics, history and an HTTP API") { own.listen, own.database, own.keep, own.look };
        own.policy.AddTo(command);
        own.clusters.AddTo(command);
        own.access.AddTo(command);
        own.connection.AddTo(command);
        command.SetAction(own.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var endpoint = Endpoint(parsed.GetRequiredValue(listen));
        if (access.IsDryRun(parsed)) throw new UsageException("serve changes nothing unless --node-access pod is given; --dry-run goes with diagnose, check and collect.");
        var approval = policy.Read(parsed);
        using var machines = policy.Machines(approval, parsed);
        var apis = new List<KubernetesApi>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminated = Daemon.EndsOnTermination(stop);
        try
        {
            foreach (var name in clusters.Contexts(parsed, connection)) apis.Add(connection.Connect(parsed, name));
            await using var kept = HistoryDatabase.Open(Database(parsed));
            var live = access.Read(parsed) with { Audit = Daemon.Say };
            var options = new MonitorOptions { Watch = new WatchOptions { Scan = clusters.Scanning(parsed, live.Progress), Live = live }, Judge = clusters.Judging(parsed), Looks = parsed.GetValue(look) };
            var fleet = new FleetMonitor([.. apis.Select(a => new ClusterMonitor(a, options, TimeProvider.System, Daemon.Say))], TimeProvider.System, ProgramVersion.Generator);
            var recorder = new HistoryRecorder(kept, TimeProvider.System, new HistoryOptions { Keep = parsed.GetValue(keep) }, fleet.Current, Daemon.Say);
            foreach (var cluster in fleet.Clusters) cluster.Observed += recorder.Post;
            using var diagnosis = new NodeDiagnosis(live, TimeProvider.System, ProgramVersion.Generator);
            using var reviews = new CsrReviews(approval, machines, TimeProvider.System);
            var web = new ServerOptions { Listen = endpoint, Version = ProgramVersion.Version };
            await using var server = await WebServer.StartAsync(web, fleet, recorder, new HistoryReader(kept), diagnosis, reviews, TimeProvider.System).ConfigureAwait(false);
            Daemon.Say($"watching {string.Join(", ", fleet.Clusters.Select(c => c.Context))}; {server.Address}");
            await RunAsync([fleet.RunAsync, recorder.RunAsync, server.RunAsync], stop.Token).ConfigureAwait(false);
        }
        catch (HistoryException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way that it ends.
        }
        finally
        {
            apis.ForEach(a => a.Dispose());
        }

        Daemon.Say("ended");
        return ExitCodes.Healthy;
    }

    /// <summary>Runs all until one ends, which only a fault or the signal brings about, and then ends the others.</summary>
    private static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> parts, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = parts.Select(p => p(ended.Token)).ToList();
        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        foreach (var one in running) await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private string Database(ParseResult parsed)
    {
        if (parsed.GetValue(database) is { Length: > 0 } named) return named;
        if (Environment.GetEnvironmentVariable("CERTROT_DATABASE") is { Length: > 0 } set) return set;
        // The XDG Base Directory Specification: state that should persist between restarts.
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "certrot", "history.db");
    }

    private static IPEndPoint Endpoint(string text)
    {
        var endpoint = ListenAddress.Read("--listen", text) ?? throw new UsageException("--listen off would leave nothing to serve.");
        return IPAddress.IsLoopback(endpoint.Address) ? endpoint : throw new UsageException($"--listen {text} would show the clusters to everybody who reaches this machine: listen on 127.0.0.1 or [::1], and put a proxy that authenticates before it.");
    }

    private static TimeSpan Time(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TimeText.Read(text) is { TotalDays: >= 1 } time) return time;
        result.AddError($"--keep {text} is no time of a day or more: write 400d.");
        return default;
    }
}
