using Certrot.Evidence;

namespace Certrot.Logs;

/// <summary>
/// What a log holds, in bounded space whatever its size: its runs, and for each run and pattern how often it matched, with the first and
/// the last matches kept.
/// </summary>
public sealed record LogDigest
{
    /// <summary>Where it was read.</summary>
    public required Source Source { get; init; }

    /// <summary>How the lines were wrapped, such as <c>klog</c> or <c>journald short-iso</c>.</summary>
    public string Format { get; init; } = "unknown";

    /// <summary>Identifier of journald that the component logs under, such as <c>kubelet</c> or <c>k3s</c>; null where no line tells.</summary>
    public string? Identifier { get; init; }

    /// <summary>Lines read.</summary>
    public long Lines { get; init; }

    /// <summary>Lines that <c>systemctl status</c> or a terminal cut short.</summary>
    public long TruncatedLines { get; init; }

    /// <summary>Time of the first line that has one, in UTC.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Time of the last line that has one, in UTC.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Runs of the process, oldest first; one at least where there is any line.</summary>
    public IReadOnlyList<LogRun> Runs { get; init; } = [];

    /// <summary>Kept matches, in the order of the log.</summary>
    public IReadOnlyList<LogMatch> Matches { get; init; } = [];

    /// <summary>How often each pattern matched in each run.</summary>
    public IReadOnlyList<LogTally> Tallies { get; init; } = [];

    /// <summary>Command-line flags that the newest run printed at its start (<c>FLAG: --x="y"</c>), without the dashes.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
