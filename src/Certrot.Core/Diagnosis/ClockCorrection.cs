using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Diagnosis;

/// <summary>
/// Puts the times of a log that a wrong clock wrote onto the reference clock. Without it the last lines of a node whose clock is behind look older than its
/// last heartbeat, and errors of the present like errors of the past.
/// </summary>
internal static class ClockCorrection
{
    /// <summary>Less than this decides nothing, and the times stay those that a reader finds in the file.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Hardware clocks without a battery start in 1970; what is further off is no clock, and no time can be moved by it safely.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(100 * 366);

    /// <summary>The digest with times of the reference clock; the same digest where the clock is right or was not read.</summary>
    public static LogDigest? Apply(LogDigest? digest, ClockReading? clock, DateTimeOffset now)
    {
        if (digest?.Last is not { Year: > 1000 and < 9000 } last || clock is null || clock.Offset.Duration() <= Tolerance || clock.Offset.Duration() > Furthest) return digest;
        var offset = Nearest(last, now, clock.Offset, Undated(clock.NodeTime, now) - clock.ReferenceTime);
        return digest with
        {
            First = Corrected(digest.First),
            Last = Corrected(last),
            Runs = [.. digest.Runs.Select(r => r with { Start = Corrected(r.Start), End = Corrected(r.End) })],
            Matches = [.. digest.Matches.Select(m => m with { Time = Corrected(m.Time) })],
        };

        DateTimeOffset? Corrected(DateTimeOffset? time) => time is { Year: > 1000 and < 9000 } t ? t - offset : time;
    }

    /// <summary>Where the node's time lies once its year is lost, as klog loses it: in the year of the evidence, or in the one before (<see cref="LogScanner.Scan"/>).</summary>
    private static DateTimeOffset Undated(DateTimeOffset nodeTime, DateTimeOffset now)
    {
        var time = nodeTime.AddYears(now.Year - nodeTime.Year);
        return time > now + TimeSpan.FromDays(1) ? time.AddYears(-1) : time;
    }

    /// <summary>Of two offsets that which puts the end of the log nearest to the moment of collection.</summary>
    private static TimeSpan Nearest(DateTimeOffset last, DateTimeOffset now, TimeSpan dated, TimeSpan undated) =>
        (last - dated - now).Duration() <= (last - undated - now).Duration() ? dated : undated;
}
