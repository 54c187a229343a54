using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Certrot.Cli.Commands;

/// <summary>Help that ends with examples: what people look for first.</summary>
/// <param name="usual">The help that is printed before them.</param>
internal sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (Examples.Of(Path(parseResult.CommandResult)) is not { Count: > 0 } lines) return code;
        var to = parseResult.InvocationConfiguration.Output;
        to.WriteLine("Examples:");
        foreach (var line in lines) to.WriteLine($"  {line}");
        to.WriteLine();
        return code;
    }

    /// <summary>A command as it is typed, such as <c>csr list</c>.</summary>
    private static string Path(CommandResult result) =>
        result.Command is RootCommand ? "certrot" : result.Parent is CommandResult { Command: not RootCommand } parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;

    /// <summary>Puts examples behind the help of a command and of all below it.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction help) option.Action = new ExamplesHelp(help);
        }
    }
}
