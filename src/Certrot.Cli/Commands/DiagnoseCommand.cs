using System.CommandLine;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Diagnosis;
using Certrot.Logs;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot diagnose --bundle PATH</c>.</summary>
internal static class DiagnoseCommand
{
    public static Command Create()
    {
        var bundle = new Option<string>("--bundle") { Description = "Evidence bundle: a directory, .tar.gz, .tgz, .tar or .zip", Required = true, HelpName = "PATH" };
        var report = new ReportOptions();
        var command = new Command("diagnose", "Tell which certificate of a node fails to rotate, why, since when, and the way out") { bundle };
        report.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(bundle), parsed, report, cancellation)));
        return command;
    }

    public static int Run(string path, ParseResult parsed, ReportOptions options, CancellationToken cancellation)
    {
        var format = parsed.GetRequiredValue(options.Output);
        WarmUp.Begin(format);
        var evidence = BundleReader.Read(path, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System, ct: cancellation);
        var report = new Diagnostician(TimeProvider.System, ProgramVersion.Generator).Diagnose(evidence);
        ReportPrinter.Print(report, format, parsed.GetValue(options.Verbose), parsed.GetValue(options.NoColor));
        return ExitCodes.Of(report.Verdict);
    }
}
