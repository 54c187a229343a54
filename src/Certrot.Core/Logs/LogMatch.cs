namespace Certrot.Logs;

/// <summary>A line that matched a pattern.</summary>
/// <param name="PatternId"><see cref="LogPattern.Id"/>.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Run"><see cref="LogRun.Index"/>.</param>
/// <param name="Time">When it was logged, in UTC; null where the line does not tell.</param>
/// <param name="Severity"><c>I</c>, <c>W</c>, <c>E</c>, <c>F</c> as klog writes it; null where the line does not tell.</param>
/// <param name="Text">The message without its wrapping, at most 2,000 characters, without control characters.</param>
/// <param name="Captures">Named groups of the pattern's expression.</param>
public sealed record LogMatch(
    string PatternId,
    long Line,
    int Run,
    DateTimeOffset? Time,
    char? Severity,
    string Text,
    IReadOnlyDictionary<string, string> Captures);
