using System.Diagnostics;
using System.Text.RegularExpressions;
using Certrot.Cli.Commands;
using Certrot.Cli.Output;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Output;

/// <summary>docs/man is generated: CERTROT_UPDATE_GOLDEN=1 writes it, otherwise drift fails.</summary>
public sealed partial class ManPagesTests
{
    private static string Folder => Path.Combine(Repository.Root, "docs", "man");

    [Fact]
    public void The_pages_are_up_to_date()
    {
        var root = CommandRunner.Root();
        var pages = root.Subcommands.Prepend(root).ToDictionary(c => ManPage.Name(c) + ".1", c => Page(root, c), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("CERTROT_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var (name, text) in pages) File.WriteAllText(Path.Combine(Folder, name), text);
        }

        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.All(pages, p => Assert.Equal(p.Value, File.ReadAllText(Path.Combine(Folder, p.Key))));
    }

    [Fact]
    public void Man_reads_them_without_a_complaint()
    {
        if (!File.Exists("/usr/bin/mandoc")) Assert.Skip("mandoc is not installed");
        foreach (var page in Directory.EnumerateFiles(Folder))
        {
            // A date would change with each build: its lack is the one thing that is complained of.
            var lint = Run("-Tlint", "-Wwarning", page).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("missing date", StringComparison.Ordinal));
            Assert.Empty(lint);
        }

        // Overstrikes are how a terminal of old shows bold.
        var text = Overstrike().Replace(Run("-Tascii", "-Owidth=80", Path.Combine(Folder, "certrot-diagnose.1")), "");
        Assert.Contains("--node-access WAY", text, StringComparison.Ordinal);
        Assert.Contains("certrot diagnose [NODE] [OPTIONS]", text, StringComparison.Ordinal);
        Assert.Contains("sudo certrot diagnose --local", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(".\\x08", RegexOptions.None, 1000)]
    private static partial Regex Overstrike();

    private static string Page(System.CommandLine.RootCommand root, System.CommandLine.Command command)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        ManPage.Write(writer, root, command);
        return writer.ToString();
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("mandoc", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
