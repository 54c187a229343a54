using System.Text;
using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerRetentionTests
{
    [Fact]
    public void The_first_two_and_the_last_four_matches_are_kept()
    {
        StringBuilder text = new();
        for (int i = 0; i < 1000; i++)
            text.Append(LogText.Klog('E', "05:00:00.000000", 7000, $"Unauthorized {i}")).Append('\n');

        LogDigest digest = LogText.Scan(text.ToString(), LogText.Unauthorized);

        Assert.Equal([1L, 2L, 997L, 998L, 999L, 1000L], digest.Matches.Select(match => match.Line));
        Assert.Equal("Unauthorized 999", digest.Matches[^1].Text);
        Assert.Equal(new LogTally("unauthorized", 0, 1000), Assert.Single(digest.Tallies));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void Few_matches_are_kept_once_each(int count)
    {
        string text = string.Concat(Enumerable.Range(0, count).Select(i => LogText.Klog('E', "05:00:00.000000", 7000, $"Unauthorized {i}") + "\n"));

        LogDigest digest = LogText.Scan(text, LogText.Unauthorized);

        Assert.Equal(Enumerable.Range(1, count).Select(line => (long)line), digest.Matches.Select(match => match.Line));
    }

    [Fact]
    public void The_newest_sixty_runs_stay_apart_and_the_older_ones_are_one()
    {
        StringBuilder text = new();
        for (int run = 0; run < 100; run++)
        {
            for (int i = 0; i < 3; i++)
                text.Append(LogText.Klog('E', "05:00:00.000000", 7000 + run, $"Unauthorized {run}.{i}")).Append('\n');
        }

        LogDigest digest = LogText.Scan(text.ToString(), LogText.Unauthorized);

        Assert.Equal(61, digest.Runs.Count);
        Assert.Equal((0, 1L, 120L), (digest.Runs[0].Index, digest.Runs[0].FirstLine, digest.Runs[0].LastLine));
        Assert.Equal(120, digest.Tallies.Single(tally => tally.Run == 0).Count);
        Assert.Equal([1L, 2L, 117L, 118L, 119L, 120L], digest.Matches.Where(match => match.Run == 0).Select(match => match.Line));
        Assert.All(digest.Tallies.Where(tally => tally.Run > 0), tally => Assert.Equal(3, tally.Count));
        Assert.Equal(Enumerable.Range(0, 61), digest.Runs.Select(run => run.Index));
    }

    [Fact]
    public void A_line_counts_once_for_a_pattern_and_for_each_pattern_that_it_matches()
    {
        LogPattern two = new("two", ["signing request", "Unauthorized"]);

        LogDigest digest = LogText.Scan(
            LogText.Klog('E', "05:00:00.000000", 7000, "cannot create certificate signing request: Unauthorized Unauthorized"), two, LogText.Forbidden, LogText.Unauthorized);

        Assert.Equal(["two", "csr-create-forbidden", "unauthorized"], digest.Matches.Select(match => match.PatternId));
        Assert.All(digest.Tallies, tally => Assert.Equal(1, tally.Count));
    }

    [Fact]
    public void An_expression_that_does_not_match_is_no_match()
    {
        LogDigest digest = LogText.Scan(LogText.Klog('E', "05:00:00.000000", 7000, "User \"system:anonymous\" cannot 7"), LogText.Quoted);

        Assert.Empty(digest.Matches);
        Assert.Empty(digest.Tallies);
    }

    [Fact]
    public void A_literal_in_the_wrapping_or_in_the_header_is_no_match()
    {
        LogPattern host = new("host", ["worker-1"]);
        LogPattern file = new("file", ["server.go"]);

        LogDigest digest = LogText.Scan("Nov 22 05:53:11 worker-1 kubelet[1207]: " + LogText.Klog('E', "05:00:00.000000", 7000, "x"), host, file);

        Assert.Empty(digest.Matches);
    }

    [Fact]
    public void A_long_text_is_cut_and_still_shows_the_match()
    {
        string text = LogText.Klog('E', "05:00:00.000000", 7000, "begin " + new string('x', 50_000) + " cannot create certificate signing request: late");

        LogMatch match = Assert.Single(LogText.Scan(text, LogText.Forbidden).Matches);

        Assert.True(match.Text.Length <= 2000);
        Assert.StartsWith("begin xxx", match.Text, StringComparison.Ordinal);
        Assert.EndsWith("request: late", match.Text, StringComparison.Ordinal);
        Assert.Equal("late", match.Captures["message"]);
    }

    [Theory]
    [InlineData("abcd")]
    [InlineData("größer")]
    public void Literals_that_cannot_be_looked_for_are_refused(string literal) =>
        Assert.Throws<ArgumentException>(() => new LogScanner([new LogPattern("x", [literal])]));
}
