using System.Text;
using Certrot.Logs;
using FsCheck;
using FsCheck.Fluent;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerProperties
{
    private static readonly LogPattern[] Patterns = [LogText.Unauthorized, LogText.Quoted, LogText.Forbidden, new LogPattern("short", ["dial tcp"])];

    private static readonly string[] Pieces =
    [
        "\n", "\r\n", " ", "\"", "\\", "{", "}", ":", ",", "Unauthorized", "dial tcp", "User \"system:anonymous\" cannot create", "User \\\"system:anonymous\\\" cannot get",
        "cannot create certificate signing request: x", "E1122 05:53:11.123456    5815 a.go:1] ", "I0101 00:00:00.000000       1 a.go:1] ", "FLAG: --a=\"b\"", "FLAG: --",
        "Nov 22 05:53:11 worker-1 kubelet[1207]: ", "Nov 22 05:53:11 n systemd[1]: Started kubelet", "2026-11-22T05:53:11+0000 n kubelet[12]: ", "2026-11-22T05:53:11.1Z stderr F ",
        "2026-11-22T05:53:11.1Z stderr P ", "{\"log\":\"", "\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-22T05:53:11Z\"}", "{\"MESSAGE\":\"", "{\"MESSAGE\":[69,49", "\"}",
        "{\"ts\":1795326791123.4,\"msg\":\"", "\",\"err\":\"", "__REALTIME_TIMESTAMP=1795326791123456\n", "MESSAGE=", "MESSAGE\n", "_PID=4\n", "time=\"2026-11-22T05:53:11Z\" level=error msg=\"",
        "\e[31m", "…", "\uFEFF", "-- Reboot --\n", new string('x', 3000), new string('y', 70_000), "Version: v1.20.2", "\\u00e9", "\\ud83d\\ude00", "\0",
    ];

    [Fact]
    public void Random_bytes_never_throw_and_every_line_is_counted()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            LogDigest digest = LogText.Scan(bytes, Patterns);
            bool isUtf16 = bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF));
            long lines = bytes.Count(b => b == '\n') + (bytes.Length > 0 && bytes[^1] != '\n' ? 1 : 0);
            return isUtf16 || digest.Lines == lines;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pieces_of_logs_in_any_order_give_the_same_digest_however_they_are_read()
    {
        Arbitrary<string> logs = Gen.Elements(Pieces).ListOf().Select(parts => string.Concat(parts)).ToArbitrary();
        Prop.ForAll(logs, ArbMap.Default.ArbFor<int>(), (log, seed) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(log);
            LogDigest whole = LogText.Scan(bytes, Patterns);
            using ChoppedStream stream = new(bytes, seed);
            LogDigest chopped = new LogScanner(Patterns).Scan(stream, "node/kubelet.log", LogText.Now);
            return LogText.Describe(whole) == LogText.Describe(chopped)
                && whole.Matches.All(match => match.Text.Length <= 2000 && !match.Text.Any(char.IsControl))
                && whole.Matches.All(match => match.Run < whole.Runs.Count && match.Line <= whole.Lines)
                && AreInOrder(whole.Runs, whole.Lines);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Utf16_gives_what_utf8_gives_however_it_is_read()
    {
        Arbitrary<string> logs = Gen.Elements(Pieces.Where(piece => piece != "\uFEFF")).ListOf().Select(parts => string.Concat(parts)).ToArbitrary();
        Prop.ForAll(logs, ArbMap.Default.ArbFor<int>(), (log, seed) =>
        {
            byte[] wide = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(log)];
            using ChoppedStream stream = new(wide, seed);
            LogDigest chopped = new LogScanner(Patterns).Scan(stream, "node/kubelet.log", LogText.Now);
            return LogText.Describe(LogText.Scan(log, Patterns)) == LogText.Describe(chopped);
        }).QuickCheckThrowOnFailure();
    }

    private static bool AreInOrder(IReadOnlyList<LogRun> runs, long lines)
    {
        long next = 1;
        foreach (LogRun run in runs)
        {
            if (run.FirstLine != next || run.LastLine < run.FirstLine)
                return false;
            next = run.LastLine + 1;
        }

        return next == lines + 1;
    }
}
