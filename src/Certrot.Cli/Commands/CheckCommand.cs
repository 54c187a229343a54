using System.CommandLine;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Logs;
using Certrot.Preflight;
using Certrot.Render;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot check NODE</c>: will the next renewal work?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var node = NodeArgument.Create();
        var bundle = new Option<string?>("--bundle") { Description = "Evidence bundle: a directory, .tar.gz, .tgz, .tar or .zip", HelpName = "PATH" };
        var local = new Option<bool>("--local") { Description = "This machine is the node; the API server is not needed" };
        var output = new Option<string>("--output", "-o") { Description = "text or json", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Quote the evidence of every item (text)" };
        var noColor = new Option<bool>("--no-color") { Description = "No colours, whatever the terminal (NO_COLOR does the same)" };
        var connection = new ConnectionOptions();
        var access = new NodeOptions();
        var command = new Command("check", "Tell whether the next renewal of a node's certificates will work, while nothing has failed yet") { node, bundle, local, output, verbose, noColor };
        access.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, path, here) = (parsed.GetValue(node), parsed.GetValue(bundle), parsed.GetValue(local));
            if (new[] { name is not null, path is not null, here }.Count(given => given) != 1) throw new UsageException("name a node, or --local on the node itself, or --bundle PATH.");
            var files = path is null ? await new LiveEvidence(connection, access).CollectAsync(name, parsed, cancellation).ConfigureAwait(false) : null;
            if (path is null && files is null) return ExitCodes.Healthy;
            var scanner = new LogScanner(CauseCatalogue.LogPatterns);
            var evidence = files is null ? BundleReader.Read(path!, scanner, TimeProvider.System, ct: cancellation) : BundleReader.Read(files, scanner, TimeProvider.System, cancellation);
            var report = new PreflightChecker(TimeProvider.System, ProgramVersion.Generator).Check(evidence);
            await using var stream = Console.OpenStandardOutput();
            if (parsed.GetRequiredValue(output) == "json")
            {
                PreflightJson.Write(stream, report);
            }
            else
            {
                await using var writer = new StreamWriter(stream);
                PreflightText.Write(writer, report, new RenderOptions { Width = ReportPrinter.Width(), Color = ReportPrinter.Color(parsed.GetValue(noColor)), Verbose = parsed.GetValue(verbose) });
            }

            return ExitCodes.Of(report.Verdict);
        });
        return command;
    }
}
