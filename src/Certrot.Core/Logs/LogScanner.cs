namespace Certrot.Logs;

/// <summary>
/// Reads logs of a kubelet or of the control plane in every form in which people have them, of any size: klog text and JSON, wrapped by
/// journald, docker, a CRI runtime or k3s. Lines are taken one by one, so a file may mix forms.
/// </summary>
public sealed class LogScanner
{
    private readonly PatternTable patterns;

    /// <summary>Prepares a scanner; it may be used for many logs, also at the same time.</summary>
    /// <param name="patterns">What to look for.</param>
    /// <exception cref="ArgumentException">A literal is shorter than five characters or is not ASCII.</exception>
    public LogScanner(IReadOnlyList<LogPattern> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        this.patterns = new PatternTable(patterns);
    }

    /// <summary>Reads a log to its end.</summary>
    /// <param name="stream">The log; it is read forward only and not closed.</param>
    /// <param name="path">What to call it in <see cref="LogDigest.Source"/>.</param>
    /// <param name="now">
    /// When the evidence was collected, in UTC. Times without a year lie in its year, or in the year before where they would be more than a
    /// day after it.
    /// </param>
    /// <param name="cancellation">Ends the scan.</param>
    /// <exception cref="IOException">The stream could not be read. The text itself is never a reason to fail.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public LogDigest Scan(Stream stream, string path, DateTimeOffset now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(path);
        return new LogScan(patterns, now).Run(new LogBytes(stream), path, cancellation);
    }
}
