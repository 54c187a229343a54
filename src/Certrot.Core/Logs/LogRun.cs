namespace Certrot.Logs;

/// <summary>One run of the process, from its start to the next start. Times are in UTC.</summary>
/// <param name="Index">Position among the runs, from 0.</param>
/// <param name="FirstLine">First line, from 1.</param>
/// <param name="LastLine">Last line.</param>
/// <param name="Start">Time of its first line that has one.</param>
/// <param name="End">Time of its last line that has one.</param>
/// <param name="StartSeen">Whether the log holds its start; false for a log that begins in the middle of a run.</param>
public sealed record LogRun(int Index, long FirstLine, long LastLine, DateTimeOffset? Start, DateTimeOffset? End, bool StartSeen);
