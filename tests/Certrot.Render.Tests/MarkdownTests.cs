namespace Certrot.Render.Tests;

public sealed class MarkdownTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [InlineData("<script>", "&lt;script&gt;")]
    [InlineData("a | b", "a \\| b")]
    [InlineData("`x`", "\\`x\\`")]
    [InlineData("*a* _b_ ~c~", "\\*a\\* \\_b\\_ \\~c\\~")]
    [InlineData("snake_case_name", "snake_case_name")]
    [InlineData("[a](http://b)", "\\[a\\](http://b)")]
    [InlineData("# a", "\\# a")]
    [InlineData("- a", "\\- a")]
    [InlineData("1. a", "1\\. a")]
    [InlineData("v1.2", "v1.2")]
    [InlineData("@team", "@&#8203;team")]
    [InlineData("&lt;", "&amp;lt;")]
    [InlineData("a\nb", "a b")]
    public void Data_is_no_markup(string data, string expected) => Assert.Equal(expected, MarkdownText.Escape(data));

    [Theory]
    [InlineData("a", "`a`")]
    [InlineData("a|b", "`a\\|b`")]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`", "`` ` ``")]
    [InlineData("a\\|b", "a\\\\\\|b")]
    public void Code_in_a_cell_stays_in_the_cell(string data, string expected) => Assert.Equal(expected, MarkdownText.CodeCell(data));

    [Theory, MemberData(nameof(Names))]
    public void Every_table_row_has_the_cells_of_its_head(string name)
    {
        var cells = 0;
        foreach (var line in OutsideFences(Samples.Markdown(Samples.All[name])))
        {
            var pipes = CountPipes(line);
            if (line.StartsWith('|'))
            {
                Assert.True(cells == 0 || cells == pipes, line[..Math.Min(line.Length, 300)]);
                cells = pipes;
            }
            else
            {
                cells = 0;
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Commands_stand_in_fenced_blocks_as_they_are(string name)
    {
        var report = Samples.All[name];
        var markdown = Samples.Markdown(report);
        foreach (var command in report.Fix.SelectMany(s => s.Commands).Concat(report.NextChecks.Select(c => c.Command)))
        {
            foreach (var line in DataText.CleanCommand(command).Split('\n'))
                Assert.DoesNotContain(line.Length == 0 ? "\u0000" : line, OutsideFences(markdown));
            Assert.Contains("\n" + DataText.CleanCommand(command) + "\n", markdown, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_tag_but_our_line_breaks(string name)
    {
        foreach (var line in OutsideFences(Samples.Markdown(Samples.All[name])))
        {
            foreach (var piece in OutsideCode(line.Replace("<br>", "", StringComparison.Ordinal)))
                Assert.DoesNotContain('<', piece);
        }
    }

    private static IEnumerable<string> OutsideFences(string markdown)
    {
        string? fence = null;
        foreach (var line in markdown.Split('\n'))
        {
            if (fence is null && line.StartsWith("```", StringComparison.Ordinal))
                fence = line[..(line.LastIndexOf('`') + 1)];
            else if (fence is not null && line == fence)
                fence = null;
            else if (fence is null)
                yield return line;
        }
        Assert.Null(fence);
    }

    // Code spans as CommonMark finds them: a run of backticks up to the next run of the same length.
    private static List<string> OutsideCode(string line)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == '\\')
            {
                i += 2;
                continue;
            }
            if (line[i] != '`')
            {
                i++;
                continue;
            }
            var run = RunAt(line, i);
            var close = i + run;
            while (close < line.Length && (line[close] != '`' || RunAt(line, close) != run))
                close += Math.Max(1, RunAt(line, close));
            if (close < line.Length)
            {
                pieces.Add(line[start..i]);
                i = start = close + run;
            }
            else
            {
                i += run;
            }
        }
        pieces.Add(line[start..]);
        return pieces;
    }

    private static int RunAt(string line, int index)
    {
        var end = index;
        while (end < line.Length && line[end] == '`')
            end++;
        return end - index;
    }

    private static int CountPipes(string line)
    {
        var pipes = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] == '|')
                pipes++;
        }
        return pipes;
    }
}
