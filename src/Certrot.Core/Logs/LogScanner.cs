namespace Certrot.Logs;

/// <summary>Stands in until the scanner is merged: finds literals, and nothing else.</summary>
public sealed class LogScanner(IReadOnlyList<LogPattern> patterns)
{
    /// <summary>Scans a log.</summary>
    public LogDigest Scan(Stream log, string path, DateTimeOffset now, CancellationToken ct = default)
    {
        using var reader = new StreamReader(log, leaveOpen: true);
        var matches = new List<LogMatch>();
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            ct.ThrowIfCancellationRequested();
            line++;
            foreach (var pattern in patterns)
            {
                if (pattern.Literals.Any(l => text.Contains(l, StringComparison.Ordinal))) matches.Add(new(pattern.Id, line, 0, null, null, text, new Dictionary<string, string>(StringComparer.Ordinal)));
            }
        }
        return new() { Source = new(path), Lines = line, Matches = matches };
    }
}
