using Certrot.Causes;
using Certrot.Logs;

namespace Certrot.Benchmarks;

internal static class ScanLog
{
    public static int Run(string path)
    {
        var scanner = new LogScanner(CauseCatalogue.LogPatterns);
        // No buffer here: the scanner reads in blocks of its own.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        var digest = scanner.Scan(file, path, new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), CancellationToken.None);

        Console.WriteLine($"{digest.Lines} lines, {digest.Runs.Count} runs, {digest.Matches.Count} matches kept");
        foreach (var tally in digest.Tallies.GroupBy(t => t.PatternId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"{tally.Sum(t => t.Count),10} {tally.Key}");
        return 0;
    }
}
