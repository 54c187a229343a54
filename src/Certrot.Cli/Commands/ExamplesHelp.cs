using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Certrot.Cli.Commands;

/// <summary>Help that ends with examples: what people look for first.</summary>
/// <param name="usual">The help that is printed before them.</param>
internal sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var name = parseResult.CommandResult.Command is RootCommand ? "certrot" : parseResult.CommandResult.Command.Name;
        if (Examples.Of(name) is not { Count: > 0 } lines) return code;
        var to = parseResult.InvocationConfiguration.Output;
        to.WriteLine("Examples:");
        foreach (var line in lines) to.WriteLine($"  {line}");
        to.WriteLine();
        return code;
    }

    /// <summary>Puts examples behind the help of a command and of all below it.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction help) option.Action = new ExamplesHelp(help);
        }
    }
}
