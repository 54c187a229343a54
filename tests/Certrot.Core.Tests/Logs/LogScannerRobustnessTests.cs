using System.Text;
using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerRobustnessTests
{
    [Fact]
    public void An_empty_log_has_nothing()
    {
        LogDigest digest = LogText.Scan(string.Empty, LogText.Unauthorized);

        Assert.Equal(0, digest.Lines);
        Assert.Empty(digest.Runs);
        Assert.Equal("unknown", digest.Format);
        Assert.Equal("node/kubelet.log", digest.Source.Path);
    }

    [Fact]
    public void Binary_data_is_read_to_its_end()
    {
        byte[] bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);

        LogDigest digest = LogText.Scan(bytes, LogText.Unauthorized, LogText.Quoted);

        Assert.Equal(bytes.Count(b => b == '\n') + (bytes[^1] == '\n' ? 0 : 1), digest.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Utf16_is_read_as_text(bool bigEndian)
    {
        UnicodeEncoding encoding = new(bigEndian, byteOrderMark: true);
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => LogText.Klog('E', "05:00:00.000000", 7000, $"Unauthorized é {i}") + "\r\n"));

        LogDigest digest = LogText.Scan([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], LogText.Unauthorized);

        Assert.Equal(5000, digest.Lines);
        Assert.Equal(5000, digest.Tallies.Sum(tally => tally.Count));
        Assert.Equal("Unauthorized é 4999", digest.Matches[^1].Text);
        Assert.Equal("klog", digest.Format);
    }

    [Fact]
    public void A_line_of_five_megabytes_is_cut_and_the_next_one_is_read()
    {
        string text = LogText.Klog('E', "05:00:00.000000", 7000, "Unauthorized 1") + new string('x', 5_000_000) + " signing request Unauthorized\n"
            + LogText.Klog('E', "05:00:01.000000", 7000, "Unauthorized 2");
        LogPattern late = new("late", ["signing request"]);

        LogDigest digest = LogText.Scan(text, LogText.Unauthorized, late);

        Assert.Equal(2, digest.Lines);
        Assert.Equal([1L, 2L], digest.Matches.Select(match => match.Line));
        Assert.Equal("Unauthorized 2", digest.Matches[1].Text);
    }

    [Fact]
    public void A_hundred_thousand_runs_take_little_memory()
    {
        StringBuilder text = new();
        for (int i = 0; i < 100_000; i++)
            text.Append("Nov 22 05:20:00 n systemd[1]: Started kubelet: The Kubernetes Node Agent.\nNov 22 05:20:00 n kubelet[").Append(i + 1000).Append("]: Unauthorized\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());

        LogDigest digest = LogText.Scan(bytes, LogText.Unauthorized);

        Assert.Equal(61, digest.Runs.Count);
        Assert.Equal(200_000, digest.Lines);
        Assert.Equal(100_000, digest.Tallies.Sum(tally => tally.Count));
    }

    [Fact]
    public void What_is_kept_is_bounded_when_every_line_is_long_and_matches_everything()
    {
        LogPattern[] patterns = [.. Enumerable.Range(0, 80).Select(i => new LogPattern($"p{i}", [$"literal-{i:000}-x"]))];
        string all = string.Concat(patterns.Select(pattern => pattern.Literals[0] + " "));
        StringBuilder text = new();
        for (int run = 0; run < 200; run++)
        {
            for (int i = 0; i < 6; i++)
                text.Append(LogText.Klog('E', "05:00:00.000000", 7000 + run, all + new string('y', 6000))).Append('\n');
        }

        LogDigest digest = LogText.Scan(text.ToString(), patterns);
        HashSet<string> kept = new(digest.Matches.Select(match => match.Text), ReferenceEqualityComparer.Instance);

        Assert.InRange(digest.Runs.Count, 2, 61);
        Assert.Equal(80 * 1200, digest.Tallies.Sum(tally => tally.Count));
        Assert.InRange(digest.Matches.Count, 2 * 6 * 80, 12_000 + (6 * 80));
        Assert.InRange(kept.Sum(each => each.Length * sizeof(char)), 1, 8_000_000);
    }

    [Fact]
    public void Broken_json_is_read_as_far_as_it_goes()
    {
        string[] lines =
        [
            "{", "{\"", "{\"log\"", "{\"log\":", "{\"log\":\"Unauthorized", "{\"log\":\"Unauthorized\\", "{\"log\":\"Unauthorized\\u12\",\"stream\":\"stderr\"",
            "{\"MESSAGE\":[85,110", "{\"MESSAGE\":\"Unauthorized\\ud800\"}", "{\"ts\":1e999,\"msg\":\"Unauthorized\"}", "{\"ts\":-5,\"msg\":\"Unauthorized\",\"a\":{\"b\":[1,2",
            "time=\"", "time=\"2026-11-22T05:53:11Z\" level=", "time=\"2026-11-22T05:53:11Z\" level=error msg=\"Unauthorized\\", "MESSAGE", "__REALTIME_TIMESTAMP=x",
            "__REALTIME_TIMESTAMP=99999999999999999", "MESSAGE", "12345678Unauthorized", "E1122 05:53:11.123456 ", "E1399 05:53:11.123456       1 a.go:1] Unauthorized",
        ];

        LogDigest digest = LogText.Scan(string.Join('\n', lines), LogText.Unauthorized);

        Assert.Equal(lines.Length, digest.Lines);
        Assert.Equal(9, Assert.Single(digest.Tallies.GroupBy(tally => tally.PatternId)).Sum(tally => tally.Count));
    }

    [Fact]
    public void An_expression_that_takes_too_long_is_no_match()
    {
        LogPattern slow = new("slow", ["aaaaa"], new System.Text.RegularExpressions.Regex("^(a+)+$", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(20)));

        LogDigest digest = LogText.Scan(LogText.Klog('E', "05:00:00.000000", 7000, new string('a', 60) + "!"), slow, LogText.Unauthorized);

        Assert.Empty(digest.Matches);
    }

    [Fact]
    public void A_scan_can_be_cancelled()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        using MemoryStream stream = new("a"u8.ToArray());

        Assert.Throws<OperationCanceledException>(() => new LogScanner([]).Scan(stream, "k", LogText.Now, source.Token));
    }

    [Fact]
    public void A_line_at_each_border_of_the_read_buffer_is_found()
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < 2_000_000; i++)
            text.Append(LogText.Klog('E', "05:00:00.000000", 7000, $"cannot create certificate signing request: {i} {new string('z', i % 97)}")).Append('\n');
        int lines = text.ToString().Count(c => c == '\n');

        LogDigest digest = LogText.Scan(text.ToString(), LogText.Forbidden);

        Assert.Equal(lines, digest.Tallies.Sum(tally => tally.Count));
    }
}
