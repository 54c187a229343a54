using System.CommandLine;
using System.CommandLine.Help;
using Certrot.Cli.Commands;

namespace Certrot.Cli.Output;

/// <summary>Writes a manual page in the man macros (man(7)).</summary>
internal static class ManPage
{
    private static readonly (string Name, string Meaning)[] environment =
    [
        ("KUBECONFIG", "Kubeconfig files, separated by colons, merged as kubectl does."),
        ("HTTPS_PROXY, NO_PROXY", "Proxy to the API server, and what is reached without it."),
        ("NO_COLOR", "No colours where it is set."),
        ("COLUMNS", "Width of text."),
    ];

    /// <summary>Name of a command's page, such as <c>certrot-diagnose</c>.</summary>
    public static string Name(Command command) => command is RootCommand ? "certrot" : $"certrot-{command.Name}";

    /// <summary>Writes the page of a command.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="root">The whole command line.</param>
    /// <param name="command">The command; the root for the program's own page.</param>
    public static void Write(TextWriter to, RootCommand root, Command command)
    {
        var shown = command is RootCommand ? "certrot" : $"certrot {command.Name}";
        to.Write($".TH {Escape(Name(command).ToUpperInvariant())} 1 \"\" certrot \"Certrot Manual\"\n");
        Section(to, "NAME");
        to.Write($"{Escape(Name(command))} \\- {Escape(Lower(command.Description))}\n");
        Section(to, "SYNOPSIS");
        to.Write($".B {Escape(shown)}\n");
        if (command is RootCommand) to.Write("\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n");
        else if (command.Subcommands.Count > 0) to.Write("\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n");
        else to.Write($"{string.Concat(command.Arguments.Select(Synopsis))}[\\fIOPTIONS\\fR]\n");
        Section(to, "DESCRIPTION");
        to.Write($"{Escape(Sentence(command.Description, null))}\n");
        Commands(to, command);
        if (command.Action is not null || command is RootCommand)
        {
            Section(to, "OPTIONS");
            Options(to, command);
        }

        Section(to, "EXIT STATUS");
        foreach (var (code, meaning) in ExitCodes.Meanings) Item(to, $"{code}", meaning);
        Section(to, "ENVIRONMENT");
        foreach (var (name, meaning) in environment) Item(to, name, meaning);
        IReadOnlyList<string> examples = command is RootCommand ? Examples.Of("certrot") : [.. Examples.Of(command.Name), .. command.Subcommands.SelectMany(s => Examples.Of($"{command.Name} {s.Name}"))];
        if (examples.Count > 0)
        {
            Section(to, "EXAMPLES");
            to.Write(".RS\n.nf\n");
            foreach (var example in examples) to.Write($"{Escape(example)}\n");
            to.Write(".fi\n.RE\n");
        }

        Section(to, "SEE ALSO");
        IEnumerable<string> others = root.Subcommands.Prepend<Command>(root).Where(c => c != command).Select(Name).Append("kubectl");
        to.Write(string.Join(" ,\n", others.Select(o => $".BR {Escape(o)} (1)")) + "\n");
    }

    private static void Commands(TextWriter to, Command command)
    {
        if (command.Subcommands.Count == 0) return;
        Section(to, "COMMANDS");
        if (command is RootCommand)
        {
            foreach (var sub in command.Subcommands) Item(to, sub.Name, Sentence(sub.Description, null));
            return;
        }

        foreach (var sub in command.Subcommands)
        {
            to.Write($".SS \"{Escape($"certrot {command.Name} {sub.Name}")}\"\n.B {Escape($"certrot {command.Name} {sub.Name}")}\n{string.Concat(sub.Arguments.Select(Synopsis))}[\\fIOPTIONS\\fR]\n.PP\n{Escape(Sentence(sub.Description, null))}\n");
            Options(to, sub);
        }
    }

    private static void Options(TextWriter to, Command command)
    {
        foreach (var argument in command.Arguments) Item(to, argument.HelpName ?? argument.Name.ToUpperInvariant(), Sentence(argument.Description, argument.HasDefaultValue ? argument.GetDefaultValue() : null));
        foreach (var option in command.Options.Where(o => !o.Hidden && o is not HelpOption))
        {
            var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name));
            var value = option.ValueType == typeof(bool) || option.ValueType == typeof(bool?) || option is VersionOption ? "" : $" {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}";
            Item(to, names + value, Sentence(option.Description, option.HasDefaultValue ? option.GetDefaultValue() : null));
        }

        Item(to, "-h, --help", "Show the help.");
    }

    private static string Sentence(string? description, object? preset)
    {
        var text = (description ?? "").TrimEnd('.') + ".";
        return preset is null or false or "" or Array ? text : $"{text} The default is {preset}.";
    }

    private static string Synopsis(Argument argument)
    {
        var name = $"\\fI{Escape(argument.HelpName ?? argument.Name.ToUpperInvariant())}\\fR";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}] " : $"{name} ";
    }

    private static void Section(TextWriter to, string title) => to.Write($".SH {title}\n");

    private static void Item(TextWriter to, string term, string text) => to.Write($".TP\n.B {Escape(term)}\n{Escape(text)}\n");

    private static string Lower(string? text) => text is { Length: > 1 } ? char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.') : "";

    /// <summary>Backslashes and hyphens mean something to roff, and dots and apostrophes do at the beginning of a line.</summary>
    private static string Escape(string? text)
    {
        var escaped = (text ?? "").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
