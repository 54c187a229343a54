using System.Text;
using System.Text.RegularExpressions;
using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

/// <summary>Short ways to scan a text in tests.</summary>
internal static class LogText
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static readonly LogPattern Forbidden = new(
        "csr-create-forbidden",
        ["cannot create certificate signing request"],
        () => new Regex("cannot create certificate signing request: (?<message>[^\"]+)", RegexOptions.CultureInvariant));

    public static readonly LogPattern Quoted = new(
        "anonymous",
        ["User \"system:anonymous\" cannot"],
        () => new Regex("User \"(?<user>[^\"]+)\" cannot (?<verb>[a-z]+)", RegexOptions.CultureInvariant));

    public static readonly LogPattern Unauthorized = new("unauthorized", ["Unauthorized"]);

    public static LogDigest Scan(string text, params LogPattern[] patterns) => Scan(Encoding.UTF8.GetBytes(text), patterns);

    public static LogDigest Scan(byte[] text, params LogPattern[] patterns)
    {
        using MemoryStream stream = new(text);
        return new LogScanner(patterns).Scan(stream, "node/kubelet.log", Now);
    }

    public static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.ffffff", null, System.Globalization.DateTimeStyles.AssumeUniversal);

    public static string Klog(char severity, string time, int pid, string message) => $"{severity}1122 {time} {pid,7} server.go:100] {message}";

    public static string Describe(LogDigest digest)
    {
        StringBuilder text = new();
        text.AppendLine($"{digest.Format} {digest.Lines} {digest.TruncatedLines} {digest.First:O} {digest.Last:O}");
        foreach (LogRun run in digest.Runs)
            text.AppendLine(run.ToString());
        foreach (LogTally tally in digest.Tallies)
            text.AppendLine(tally.ToString());
        foreach (LogMatch match in digest.Matches)
            text.AppendLine($"{match.PatternId} {match.Line} {match.Run} {match.Time:O} {match.Severity} {match.Text} {string.Join(',', match.Captures)}");
        foreach ((string name, string value) in digest.Flags)
            text.AppendLine($"{name}={value}");
        return text.ToString();
    }
}
