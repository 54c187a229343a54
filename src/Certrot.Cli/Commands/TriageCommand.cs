using System.CommandLine;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Diagnosis;
using Certrot.Logs;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot triage</c>: judges pasted text.</summary>
internal static class TriageCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "Text file; standard input where none is given", DefaultValueFactory = _ => null, HelpName = "FILE" };
        var report = new ReportOptions();
        var command = new Command("triage", "Judge pasted text: log lines, kubectl and openssl output, YAML, all mixed") { file };
        report.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(file), parsed, report, cancellation)));
        return command;
    }

    private static int Run(string? path, ParseResult parsed, ReportOptions options, CancellationToken cancellation)
    {
        if (path is null or "-" && !Console.IsInputRedirected) Console.Error.WriteLine("certrot: reading standard input: paste the text, then Ctrl-D");
        using var text = path is null or "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        var evidence = PastedTextReader.Read(text, path is null or "-" ? "stdin" : path, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System, cancellation);
        var report = new Diagnostician(TimeProvider.System, ProgramVersion.Generator).Diagnose(evidence);
        ReportPrinter.Print(report, parsed.GetRequiredValue(options.Output), parsed.GetValue(options.Verbose), parsed.GetValue(options.NoColor));
        return ExitCodes.Of(report.Verdict);
    }
}
