namespace Certrot.Logs;

/// <summary>How often a pattern matched in a run.</summary>
/// <param name="PatternId"><see cref="LogPattern.Id"/>.</param>
/// <param name="Run"><see cref="LogRun.Index"/>.</param>
/// <param name="Count">Matching lines.</param>
public sealed record LogTally(string PatternId, int Run, long Count);
