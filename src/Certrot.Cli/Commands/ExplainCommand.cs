using System.CommandLine;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Render;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot explain CAUSE</c>: the page of a cause.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("cause") { Description = "A label, as 'certrot causes' lists them", HelpName = "CAUSE" };
        id.CompletionSources.Add(_ => CauseCatalogue.All.Select(c => new System.CommandLine.Completions.CompletionItem(c.Id)));
        var command = new Command("explain", "Explain a cause: what happens, how it is told from others, the way out") { id };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(id)));
        return command;
    }

    private static int Run(string id)
    {
        if (CauseCatalogue.Find(id) is { } cause)
        {
            CausePage.Write(Console.Out, cause, ReportPrinter.Width());
            return ExitCodes.Healthy;
        }

        var near = CauseCatalogue.All.Select(c => c.Id).Where(c => c.Contains(id, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
        Console.Error.WriteLine($"certrot: there is no cause '{id}'{(near.Count > 0 ? $"; did you mean {string.Join(", ", near)}?" : "; 'certrot causes' lists them")}");
        return ExitCodes.Usage;
    }
}
