using System.CommandLine;
using Certrot.Render;

namespace Certrot.Cli.Commands;

/// <summary>The options that every command with a report has.</summary>
internal sealed class ReportOptions
{
    public Option<string> Output { get; } = new("--output", "-o") { Description = "text, json, yaml, markdown or html", DefaultValueFactory = _ => "text" };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Quote the evidence of every step (text)" };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "No colours, whatever the terminal (NO_COLOR does the same)" };

    public void AddTo(Command command)
    {
        Output.AcceptOnlyFromAmong([.. ReportFormats.Names]);
        command.Add(Output);
        command.Add(Verbose);
        command.Add(NoColor);
    }
}
