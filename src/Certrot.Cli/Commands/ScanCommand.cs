using System.CommandLine;
using System.Text;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Render;
using Certrot.Render.Fleet;
using Certrot.Reports;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot scan</c>: every node of one cluster or several, worst first.</summary>
internal sealed class ScanCommand
{
    private static readonly string[] formats = ["table", "json", "yaml", "csv", "html", "junit", "prometheus"];
    private static readonly string[] levels = [Verdicts.Failing, Verdicts.AtRisk, Verdicts.Undetermined, "never"];

    private readonly Option<string> output = new("--output", "-o") { Description = string.Join(", ", formats[..^1]) + $" or {formats[^1]}", DefaultValueFactory = _ => "table" };
    private readonly Option<string> failOn = new("--fail-on") { Description = "From which verdict on the exit code is not 0: failing, at-risk, undetermined or never", HelpName = "VERDICT", DefaultValueFactory = _ => Verdicts.Undetermined };
    private readonly Option<int> look = new("--look") { Description = "Failing nodes to look at more closely, as diagnose does; 0 for none", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> watch = new("--watch", "-w") { Description = "Go on and show what changes: a page on a terminal, else a line for each change (table or json)" };
    private readonly Option<bool> verbose = new("--verbose", "-v") { Description = "Show all nodes and all steps (table)" };
    private readonly Option<bool> noColor = new("--no-color") { Description = "No colours, whatever the terminal (NO_COLOR does the same)" };
    private readonly FleetOption fleet = new();
    private readonly ConnectionOptions connection = new();
    private readonly NodeOptions access = new();

    public static Command Create() => new ScanCommand().Build();

    private Command Build()
    {
        var command = new Command("scan", "Tell which nodes of a cluster, or of several, will drop out, when, and why")
        {
            output, failOn, look, watch, verbose, noColor,
        };
        output.AcceptOnlyFromAmong(formats);
        failOn.AcceptOnlyFromAmong(levels);
        fleet.AddTo(command);
        access.AddTo(command);
        connection.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (access.IsDryRun(parsed)) throw new UsageException("scan changes nothing unless --node-access pod is given; --dry-run goes with diagnose, check and collect.");
        var judge = new FleetJudge(fleet.Judging(parsed));
        var names = fleet.Contexts(parsed, connection);
        var clusters = new ClusterReport[names.Count];
        var live = access.Read(parsed);
        if (parsed.GetValue(watch)) return await WatchAsync(names, judge, live, parsed, cancellation).ConfigureAwait(false);
        await using (var line = ProgressLine.Start(names is [{ } one] ? one : $"{names.Count} clusters", live.Progress))
        {
            await Task.WhenAll(names.Select(async (name, i) => clusters[i] = await ClusterAsync(name, judge, live with { Audit = line.Say }, parsed, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        }

        var report = new FleetReport { GeneratedAt = TimeProvider.System.GetUtcNow(), Generator = ProgramVersion.Generator, Clusters = clusters };
        Print(report, parsed);
        // What nobody could see is no success.
        return Fails(report.Verdict, parsed) ? clusters.All(c => c.Error is not null) ? ExitCodes.UnreadableInput : ExitCodes.Of(report.Verdict) : ExitCodes.Healthy;
    }

    private async Task<int> WatchAsync(List<string?> names, FleetJudge judge, LiveOptions live, ParseResult parsed, CancellationToken cancellation)
    {
        var format = parsed.GetRequiredValue(output);
        if (format is not ("table" or "json")) throw new UsageException($"--watch shows changes as a table or as JSON lines, not as {format}.");
        var apis = new List<KubernetesApi>();
        try
        {
            foreach (var name in names) apis.Add(connection.Connect(parsed, name));
            await using var line = ProgressLine.Start(names is [{ } one] ? one : $"{names.Count} clusters", live.Progress);
            var options = new WatchOptions { Scan = fleet.Scanning(parsed, live.Progress), Live = live with { Audit = line.Say } };
            using IWatchView view = format == "table" && !Console.IsOutputRedirected && ReportPrinter.CanRedraw
                ? new WatchScreen(parsed.GetValue(noColor), parsed.GetValue(verbose))
                : new WatchLines(format == "json", names.Count == 1, parsed.GetValue(verbose));
            Print(await new FleetWatch(judge, options, parsed.GetValue(look)).RunAsync(apis, view, async () => await line.DisposeAsync().ConfigureAwait(false), cancellation).ConfigureAwait(false), parsed);
            return ExitCodes.UnreadableInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The way that a watch ends.
            return ExitCodes.Cancelled;
        }
        finally
        {
            apis.ForEach(a => a.Dispose());
        }
    }

    private async Task<ClusterReport> ClusterAsync(string? context, FleetJudge judge, LiveOptions live, ParseResult parsed, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        try
        {
            using var api = connection.Connect(parsed, context);
            var scanner = new FleetScanner(api, TimeProvider.System);
            var evidence = await scanner.ScanAsync(api.Context ?? api.Server.Authority, fleet.Scanning(parsed, live.Progress), cancellation).ConfigureAwait(false);
            var report = judge.Judge(evidence);
            if (report.Error is not null || report.Incidents.Count == 0 && report.Verdict == Verdicts.Healthy) return report;
            using var step = live.Progress.Begin("a closer look at what fails");
            var counting = scanner.PodsAsync(cancellation);
            evidence = await scanner.LookAsync(evidence, FleetJudge.WorthALook(report, parsed.GetValue(look)), live, cancellation).ConfigureAwait(false);
            var (pods, missing) = await counting.ConfigureAwait(false);
            return judge.Judge(evidence with { Pods = pods, Errors = missing is null ? evidence.Errors : [.. evidence.Errors, missing] });
        }
        catch (ClientConfigException e) when (context is not null)
        {
            // One cluster of several must not cost the others.
            return new ClusterReport { Context = context, ScannedAt = now, Verdict = Verdicts.Undetermined, Error = e.Message };
        }
    }

    private bool Fails(string verdict, ParseResult parsed) =>
        parsed.GetRequiredValue(failOn) is not "never" and var level && Verdicts.Weight(verdict) >= Verdicts.Weight(level);

    private void Print(FleetReport report, ParseResult parsed)
    {
        using var stream = Console.OpenStandardOutput();
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        switch (parsed.GetRequiredValue(output))
        {
            case "json": FleetJson.Write(stream, report); break;
            case "yaml": FleetJson.WriteYaml(writer, report); break;
            case "csv": FleetCsv.Write(writer, report); break;
            case "html": FleetHtml.Write(writer, report); break;
            case "junit": FleetJunit.Write(writer, report, v => Fails(v, parsed)); break;
            case "prometheus": FleetPrometheus.Write(stream, report); break;
            default: FleetText.Write(writer, report, new RenderOptions { Width = ReportPrinter.Width(), Color = ReportPrinter.Color(parsed.GetValue(noColor)), Verbose = parsed.GetValue(verbose) }); break;
        }
    }
}
