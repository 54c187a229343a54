using System.CommandLine;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot diagnose NODE</c>, <c>--local</c> and <c>--bundle PATH</c>.</summary>
internal static class DiagnoseCommand
{
    public static Command Create()
    {
        var node = NodeArgument.Create();
        var bundle = new Option<string?>("--bundle") { Description = "Evidence bundle: a directory, .tar.gz, .tgz, .tar or .zip", HelpName = "PATH" };
        var local = new Option<bool>("--local") { Description = "This machine is the node; the API server is not needed" };
        var report = new ReportOptions();
        var connection = new ConnectionOptions();
        var access = new NodeOptions();
        var command = new Command("diagnose", "Tell which certificate of a node fails to rotate, why, since when, and the way out") { node, bundle, local };
        report.AddTo(command);
        access.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, path, here) = (parsed.GetValue(node), parsed.GetValue(bundle), parsed.GetValue(local));
            if (path is not null && name is null && !here) return Run(path, parsed, report, cancellation);
            if (path is not null || (name is null && !here)) throw new UsageException("name a node, or --local on the node itself, or --bundle PATH.");
            if (name is not null && !here && await ServedDiagnosis.TryAsync(name, connection, report, parsed, cancellation).ConfigureAwait(false) is { } code) return code;
            return await LiveAsync(name, new LiveEvidence(connection, access), parsed, report, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Diagnoses a bundle.</summary>
    public static int Run(string path, ParseResult parsed, ReportOptions options, CancellationToken cancellation)
    {
        WarmUp.Begin(parsed.GetRequiredValue(options.Output));
        return Report(BundleReader.Read(path, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System, ct: cancellation), parsed, options);
    }

    private static async Task<int> LiveAsync(string? node, LiveEvidence live, ParseResult parsed, ReportOptions options, CancellationToken cancellation)
    {
        WarmUp.Begin(parsed.GetRequiredValue(options.Output));
        var files = await live.CollectAsync(node, parsed, cancellation).ConfigureAwait(false);
        return files is null ? ExitCodes.Healthy : Report(BundleReader.Read(files, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System, cancellation), parsed, options);
    }

    private static int Report(NodeEvidence evidence, ParseResult parsed, ReportOptions options)
    {
        var report = new Diagnostician(TimeProvider.System, ProgramVersion.Generator).Diagnose(evidence);
        ReportPrinter.Print(report, parsed.GetRequiredValue(options.Output), parsed.GetValue(options.Verbose), parsed.GetValue(options.NoColor));
        return ExitCodes.Of(report.Verdict);
    }
}
