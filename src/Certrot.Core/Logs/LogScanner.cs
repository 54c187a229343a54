namespace Certrot.Logs;

/// <summary>Placeholder for the scanner, until it is merged.</summary>
public sealed class LogScanner(IReadOnlyList<LogPattern> patterns)
{
    /// <summary>Scans a log.</summary>
    /// <exception cref="NotSupportedException">Always: <see cref="LogScanner"/> is a placeholder.</exception>
    public LogDigest Scan(Stream log, string path, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{path}: the scanner is not there yet ({patterns.Count} patterns).");
}
