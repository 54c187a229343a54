using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerTimeTests
{
    [Theory]
    [InlineData("1122", "2026-11-22")]
    [InlineData("1124", "2026-11-24")]
    [InlineData("1125", "2025-11-25")]
    [InlineData("1231", "2025-12-31")]
    [InlineData("0101", "2026-01-01")]
    [InlineData("0229", "2024-02-29")]
    public void A_header_lies_in_the_year_before_when_it_would_be_more_than_a_day_ahead(string day, string expected)
    {
        LogDigest digest = LogText.Scan($"E{day} 05:53:11.123456    5815 a.go:1] Unauthorized", LogText.Unauthorized);

        Assert.Equal(LogText.Utc(expected + " 05:53:11.123456"), Assert.Single(digest.Matches).Time);
    }

    [Fact]
    public void A_log_over_new_year_runs_forward()
    {
        using MemoryStream stream = new("I1231 23:59:59.000000      10 a.go:1] a\nI0101 00:00:01.000000      10 a.go:1] b\n"u8.ToArray());

        LogDigest digest = new LogScanner([]).Scan(stream, "k", new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero));

        Assert.Equal(LogText.Utc("2025-12-31 23:59:59.000000"), digest.First);
        Assert.Equal(LogText.Utc("2026-01-01 00:00:01.000000"), digest.Last);
    }

    [Fact]
    public void A_header_of_tomorrow_is_not_of_last_year_when_the_node_is_in_an_eastern_zone()
    {
        using MemoryStream stream = new("I0101 06:00:00.000000      10 a.go:1] a\n"u8.ToArray());

        LogDigest digest = new LogScanner([]).Scan(stream, "k", new DateTimeOffset(2025, 12, 31, 20, 0, 0, TimeSpan.Zero));

        Assert.Equal(LogText.Utc("2026-01-01 06:00:00.000000"), digest.First);
    }

    [Theory]
    [InlineData("2026-11-22T05:53:11+0000", "07:53:11.500000", "05:53:11.000000")]
    [InlineData("2026-11-22T05:53:11+0000", "11:23:11.500000", "05:53:11.000000")]
    [InlineData("2026-11-22T05:53:11+0000", "05:53:41.500000", "05:53:41.500000")]
    [InlineData("2026-11-22T05:53:11+0000", "05:53:10.900000", "05:53:10.900000")]
    public void The_wrapping_tells_the_time_only_where_the_header_is_in_another_zone(string wrapper, string header, string expected)
    {
        LogDigest digest = LogText.Scan($"{wrapper} n kubelet[1]: E1122 {header}    5815 a.go:1] Unauthorized", LogText.Unauthorized);

        Assert.Equal(LogText.Utc("2026-11-22 " + expected), Assert.Single(digest.Matches).Time);
    }

    [Fact]
    public void The_wrapping_tells_the_year_of_a_header()
    {
        LogDigest digest = LogText.Scan("2023-11-22T05:53:11+0000 n kubelet[1]: E1122 05:53:11.500000    5815 a.go:1] Unauthorized", LogText.Unauthorized);

        Assert.Equal(LogText.Utc("2023-11-22 05:53:11.500000"), Assert.Single(digest.Matches).Time);
    }

    [Fact]
    public void A_line_without_header_has_the_time_of_its_wrapping()
    {
        LogDigest digest = LogText.Scan("Nov  2 05:53:11 n kubelet[1]: Flag --x has been deprecated, Unauthorized", LogText.Unauthorized);

        LogMatch match = Assert.Single(digest.Matches);
        Assert.Equal(LogText.Utc("2026-11-02 05:53:11.000000"), match.Time);
        Assert.Null(match.Severity);
    }

    [Fact]
    public void A_line_without_any_time_has_none()
    {
        LogDigest digest = LogText.Scan("Unauthorized", LogText.Unauthorized);

        Assert.Null(Assert.Single(digest.Matches).Time);
        Assert.Null(digest.First);
        Assert.Null(digest.Last);
    }

    [Fact]
    public void First_and_last_skip_lines_without_time()
    {
        string text = "trace\n" + LogText.Klog('I', "05:00:00.000000", 7000, "a") + "\n" + LogText.Klog('I', "05:00:09.000000", 7000, "b") + "\ngoroutine 1\n\n";

        LogDigest digest = LogText.Scan(text);

        Assert.Equal(LogText.Utc("2026-11-22 05:00:00.000000"), digest.First);
        Assert.Equal(LogText.Utc("2026-11-22 05:00:09.000000"), digest.Last);
        Assert.Equal(5, digest.Lines);
    }

    [Fact]
    public void A_stack_trace_with_whole_seconds_does_not_end_a_run_before_its_start()
    {
        const string Prefix = "2026-11-22T05:53:11+0000 n kubelet[1]: ";

        LogDigest digest = LogText.Scan($"{Prefix}{LogText.Klog('F', "05:53:11.900000", 7000, "failed")}\n{Prefix}goroutine 1 [running]:\n");

        Assert.Equal(LogText.Utc("2026-11-22 05:53:11.900000"), Assert.Single(digest.Runs).End);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22T{0}+0000 worker-1 kubelet[1207]: ")]
    [InlineData("Nov 22 {0} worker-1 kubelet[1207]: ")]
    public void Lines_deep_in_a_log_have_the_times_severities_and_texts_that_they_have_alone(string wrapper)
    {
        string[] endings = ["", "\r", " \\\"quoted\\\"", " <nil>", " \e[31mred\e[0m"];
        System.Text.StringBuilder text = new();
        for (int i = 0; i < 5000; i++)
        {
            string time = TimeSpan.FromSeconds(i * 13).ToString("hh\\:mm\\:ss", System.Globalization.CultureInfo.InvariantCulture);
            string prefix = wrapper.Replace("{0}", time, StringComparison.Ordinal);
            string line = prefix + LogText.Klog("IWEF"[i % 4], $"{time}.{i:000000}", 7000, $"Unauthorized {i}{endings[i % 5]}");
            text.Append(line).Append('\n');
            if (i < 4990)
                continue;

            LogMatch inLog = LogText.Scan(text.ToString(), LogText.Unauthorized).Matches[^1];
            LogMatch alone = Assert.Single(LogText.Scan(line, LogText.Unauthorized).Matches);

            Assert.Equal(LogText.Utc($"2026-11-22 {time}.{i:000000}"), inLog.Time);
            Assert.Equal((alone.Time, alone.Severity, alone.Text), (inLog.Time, inLog.Severity, inLog.Text));
        }
    }
}
