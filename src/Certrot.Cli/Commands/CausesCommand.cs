using System.CommandLine;
using Certrot.Causes;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot causes</c>: lists the labels.</summary>
internal static class CausesCommand
{
    public static Command Create()
    {
        var command = new Command("causes", "List every cause that Certrot knows");
        command.SetAction(_ =>
        {
            foreach (var cause in CauseCatalogue.All)
                Console.Out.WriteLine($"{cause.Id,-38} {cause.Kind.ToString().ToLowerInvariant(),-10} {cause.Severity.ToString().ToLowerInvariant(),-9} {cause.Title}");
            return ExitCodes.Healthy;
        });
        return command;
    }
}
