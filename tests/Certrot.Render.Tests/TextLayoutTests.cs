using System.Diagnostics;

namespace Certrot.Render.Tests;

public sealed class TextLayoutTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory, MemberData(nameof(Names))]
    public void No_line_but_a_command_is_wider_than_the_screen(string name)
    {
        var report = Samples.All[name];
        var commands = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in report.Fix)
        {
            foreach (var command in step.Commands.Append(step.Verify ?? ""))
                commands.UnionWith(Lines(command));
        }
        foreach (var check in report.NextChecks)
            commands.UnionWith(Lines(check.Command));

        for (var width = 40; width <= 210; width += 1 + width / 40)
        {
            foreach (var verbose in new[] { true, false })
            {
                foreach (var line in Samples.Text(report, width, verbose).Split('\n'))
                    Assert.True(Columns.Of(line) <= width || commands.Contains(line[4..]), $"{width}: {DataText.Clean(line, 300)}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Colour_changes_nothing_but_colour(string name)
    {
        var report = Samples.All[name];
        var colored = Samples.Text(report, 80, color: true);

        Assert.Contains("\u001b[1", colored, StringComparison.Ordinal);
        Assert.Equal(Samples.Text(report, 80), WithoutColor(colored));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_control_character_and_no_trailing_space_is_shown(string name)
    {
        foreach (var line in Samples.Text(Samples.All[name], 80).Split('\n'))
        {
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
            Assert.Equal(line.TrimEnd(' '), line);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_first_screen_fits_24_rows_of_80_columns(string name)
    {
        var report = Samples.All[name];
        // A single command may be longer than a screen: then there is no way.
        if (name == "long")
            return;
        var rows = 0;
        var wayOut = false;
        foreach (var line in Samples.Text(report, 80).Split('\n'))
        {
            if (line is "Chain" or "Certificates" or "Other causes")
                break;
            wayOut |= line is "Way out" or "Next checks";
            rows += 1 + Math.Max(0, Columns.Of(line) - 1) / 80;
        }
        // The blank line before the next heading belongs to the next screen.
        Assert.InRange(rows - 1, 1, 24);
        Assert.Equal(report.Fix.Count + report.NextChecks.Count > 0, wayOut);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("both")]
    public void The_first_screen_holds_commands_on_lines_of_their_own(string name)
    {
        var report = Samples.All[name];
        var screen = Samples.Text(report, 80, verbose: false).Split('\n').Take(24);

        Assert.Contains("    " + report.Fix[0].Commands[0], screen);
    }

    [Fact]
    public void Every_command_can_be_pasted_from_every_width()
    {
        foreach (var (name, report) in Samples.All)
        {
            foreach (var width in new[] { 40, 80, 200 })
            {
                var lines = Samples.Text(report, width).Split('\n').ToHashSet(StringComparer.Ordinal);
                foreach (var command in report.Fix.SelectMany(s => s.Commands).Concat(report.NextChecks.Select(c => c.Command)))
                {
                    foreach (var line in Lines(command).Where(l => l.Length > 0))
                        Assert.True(lines.Contains("    " + line), $"{name}, {width}: {DataText.Clean(line, 300)}");
                }
            }
        }
    }

    [Fact]
    [Trait("needs", "minutes")]
    public void Ten_megabytes_of_text_end()
    {
        var report = Samples.All["pending"] with { Headline = new string('x', 10_000_000), Node = string.Concat(Enumerable.Repeat("x ", 5_000_000)) };
        var watch = Stopwatch.StartNew();

        Assert.True(Samples.Text(report, 80).Length < 100_000);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    private static IEnumerable<string> Lines(string command) => DataText.CleanCommand(command).Split('\n').Select(l => l.TrimEnd(' '));

    private static string WithoutColor(string text)
    {
        foreach (var code in new[] { "0", "1", "2", "31", "32", "33", "1;31", "1;32", "1;33" })
            text = text.Replace($"\u001b[{code}m", "", StringComparison.Ordinal);
        return text;
    }
}
