namespace Certrot.Collect.Fleet;

/// <summary>When a kubelet is asked again: seldom while nothing can happen to its certificates, more often as their rotation windows approach, and most often before they end. Pure.</summary>
internal static class ProbeSchedule
{
    /// <summary>A kubelet renews between 70 and 90 % of the lifetime (client-go util/certificate/certificate_manager.go, nextRotationDeadline).</summary>
    private const double WindowStart = 0.7;

    /// <summary>How much less often than usual a kubelet is asked whose windows are far away.</summary>
    private const double Seldom = 6;

    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(30);

    /// <summary>The time until a kubelet is asked again.</summary>
    /// <param name="lives">Begin and end of its certificates, as far as they are known.</param>
    /// <param name="now">The present time on the same clock.</param>
    /// <param name="usual">How often it is asked where nothing speaks for more or less.</param>
    public static TimeSpan Next(IReadOnlyList<(DateTimeOffset Begin, DateTimeOffset End)> lives, DateTimeOffset now, TimeSpan usual)
    {
        // Of a kubelet of which one is not known, anything may be to be seen.
        if (lives.Count < 2) return lives.Select(l => Of(l.Begin, l.End, now, usual)).Append(usual).Min();
        return lives.Min(l => Of(l.Begin, l.End, now, usual));
    }

    private static TimeSpan Of(DateTimeOffset begin, DateTimeOffset end, DateTimeOffset now, TimeSpan usual)
    {
        var window = begin + ((end - begin) * WindowStart);
        if (now >= end) return usual;
        if (now < window) return Within((window - now) / 10, usual, usual * Seldom);
        return Within((end - now) / 20, usual < shortest ? usual : shortest, usual);
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;
}
