using System.CommandLine;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot demo</c>: diagnoses the evidence that ships with the program.</summary>
internal static class DemoCommand
{
    private const string Resource = "demo.tgz";

    public static Command Create()
    {
        var report = new ReportOptions();
        var command = new Command("demo", "Diagnose evidence that ships with the program: a real cluster whose binding for renewals was lost");
        report.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, report, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, ReportOptions options, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var resource = typeof(DemoCommand).Assembly.GetManifestResourceStream(Resource)!)
            using (var copy = File.Create(file)) resource.CopyTo(copy);
            DiagnoseCommand.Run(file, parsed, options, cancellation);
            return ExitCodes.Healthy;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
