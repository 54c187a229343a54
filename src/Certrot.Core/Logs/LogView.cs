using Certrot.Evidence;

namespace Certrot.Logs;

/// <summary>Questions to a log. A log that was not collected answers "no" to all of them.</summary>
public sealed class LogView
{
    /// <summary>A crash loop's newest run is this short when it is looked at just after the restart.</summary>
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(10);

    private readonly LogDigest? digest;
    private readonly Dictionary<string, List<LogMatch>> byPattern = new(StringComparer.Ordinal);

    /// <summary>Looks at a digest; null is a log that was not collected.</summary>
    public LogView(LogDigest? digest)
    {
        this.digest = digest;
        if (digest is null) return;
        foreach (var match in digest.Matches)
        {
            if (!byPattern.TryGetValue(match.PatternId, out var list)) byPattern[match.PatternId] = list = [];
            list.Add(match);
        }

        Current = Newest(digest);
    }

    /// <summary>Whether there is a log with at least one line.</summary>
    public bool Collected => digest is { Lines: > 0 };

    /// <summary>The digest; null where the log was not collected.</summary>
    public LogDigest? Digest => digest;

    /// <summary>
    /// The run that tells of the present: the newest, but the one before it where that ended by itself and the newest has only begun and
    /// says nothing yet; null for no log.
    /// </summary>
    public LogRun? Current { get; }

    /// <summary>Kept matches of a pattern, in the order of the log.</summary>
    public IReadOnlyList<LogMatch> All(LogPattern pattern) => byPattern.TryGetValue(pattern.Id, out var list) ? list : [];

    /// <summary>The first match of the whole log, or null.</summary>
    public LogMatch? First(LogPattern pattern) => All(pattern) is { Count: > 0 } list ? list[0] : null;

    /// <summary>The last match of the whole log, or null.</summary>
    public LogMatch? Last(LogPattern pattern) => All(pattern) is { Count: > 0 } list ? list[^1] : null;

    /// <summary>The last match that satisfies a condition, or null.</summary>
    public LogMatch? Last(LogPattern pattern, Func<LogMatch, bool> where) => All(pattern).LastOrDefault(where);

    /// <summary>The last match of the newest run, or null.</summary>
    public LogMatch? LastNow(LogPattern pattern) => Current is { } run ? All(pattern).LastOrDefault(m => m.Run == run.Index) : null;

    /// <summary>The first match of the newest run, or null.</summary>
    public LogMatch? FirstNow(LogPattern pattern) => Current is { } run ? All(pattern).FirstOrDefault(m => m.Run == run.Index) : null;

    /// <summary>The first match of the newest run that satisfies a condition, or null.</summary>
    public LogMatch? FirstNow(LogPattern pattern, Func<LogMatch, bool> where) => Current is { } run ? All(pattern).FirstOrDefault(m => m.Run == run.Index && where(m)) : null;

    /// <summary>How often a pattern matched in the whole log.</summary>
    public long Count(LogPattern pattern) => digest?.Tallies.Where(t => t.PatternId == pattern.Id).Sum(t => t.Count) ?? 0;

    /// <summary>How often a pattern matched in the newest run.</summary>
    public long CountNow(LogPattern pattern) =>
        Current is { } run ? digest!.Tallies.Where(t => t.PatternId == pattern.Id && t.Run == run.Index).Sum(t => t.Count) : 0;

    private static LogRun? Newest(LogDigest digest)
    {
        if (digest.Runs.Count == 0) return null;
        var newest = digest.Runs[^1];
        if (digest.Runs.Count == 1 || newest.End - newest.Start > Restart) return newest;
        var before = digest.Runs[^2];
        var gaveUp = false;
        foreach (var match in digest.Matches)
        {
            if (match.Run == newest.Index && !SaysNothing(match.PatternId)) return newest;
            gaveUp |= match.Run == before.Index && (match.PatternId == KubeletMessages.FailedToRun.Id || match.PatternId == KubeletMessages.ClientCaMissing.Id || match.PatternId == KubeletMessages.Died.Id);
        }

        return gaveUp ? before : newest;
    }

    // What each start says before it meets what the last one ended by.
    private static bool SaysNothing(string pattern) =>
        pattern == KubeletMessages.ClientRotationOn.Id || pattern == KubeletMessages.BootstrapUsed.Id || pattern == KubeletMessages.LoadingPair.Id || pattern == KubeletMessages.RuntimeNotReady.Id;

    /// <summary>A match as a quote.</summary>
    public Quote Quote(LogMatch match) => new(new Source(digest?.Source.Path ?? "log", (int)Math.Min(match.Line, int.MaxValue), match.Time), match.Text);
}
