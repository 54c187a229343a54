using System.CommandLine;
using Certrot.Cli.Output;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot man [COMMAND]</c>: the manual page, made of the same objects as the help.</summary>
internal static class ManCommand
{
    public static Command Create()
    {
        var of = new Argument<string?>("COMMAND") { Description = "Command whose page is printed; the program's own where none is given", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("man", "Print a manual page, to be read with man -l -") { of };
        command.SetAction(parsed =>
        {
            var root = CommandRunner.Root();
            var name = parsed.GetValue(of);
            var asked = name is null ? root : root.Subcommands.FirstOrDefault(c => c.Name == name) ?? throw new UsageException($"there is no command {name}: 'certrot --help' lists them.");
            ManPage.Write(Console.Out, root, asked);
            return ExitCodes.Healthy;
        });
        return command;
    }
}
