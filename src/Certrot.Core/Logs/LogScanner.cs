using Certrot.Evidence;

namespace Certrot.Logs;

/// <summary>Placeholder, replaced when the scanner is merged.</summary>
public sealed class LogScanner(IReadOnlyList<LogPattern> patterns)
{
    private readonly IReadOnlyList<LogPattern> patterns = patterns;

    /// <summary>Placeholder: counts lines and notes which pattern each line matches.</summary>
    public LogDigest Scan(Stream log, string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(log, leaveOpen: true);
        long lines = 0;
        var matches = new List<LogMatch>();
        while (reader.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines++;
            foreach (var pattern in patterns)
            {
                if (matches.Count < 100 && pattern.Literals.Any(l => line.Contains(l, StringComparison.Ordinal)))
                    matches.Add(new LogMatch(pattern.Id, lines, 0, null, null, line, new Dictionary<string, string>(StringComparer.Ordinal)));
            }
        }
        return new LogDigest { Source = new Source(path), Lines = lines, Matches = matches };
    }
}
