namespace Certrot.Collect.Pasted;

/// <summary>
/// Finds "now" of a pasted text. Logs leave the year out, so it is taken from what has one: x509 messages, journald's ISO times, certificate
/// dates. An old ticket is then read at its own time and not at today's.
/// </summary>
internal sealed class PresentTime
{
    /// <summary>How far a log may lie before a certificate's start that is shown beside it: the certificate may be the renewed one.</summary>
    private static readonly TimeSpan RenewalSlack = TimeSpan.FromDays(30);

    /// <summary>How far ahead of the clock a text may be: time zones, and clocks that are wrong.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(2);

    private readonly TimeSpan?[] days = new TimeSpan?[12 * 31];
    private readonly List<DateTimeOffset> ends = [];
    private DateTimeOffset? told;
    private DateTimeOffset? seen;
    private DateTimeOffset? after;
    private DateTimeOffset? start;
    private DateTimeOffset? deadline;

    /// <summary>Whether the text tells the time (date, timedatectl).</summary>
    public bool IsTold => this.told is not null;

    /// <summary>Whether the text speaks of something that has expired.</summary>
    public bool SpeaksOfExpiry { get; set; }

    /// <summary>A clock was printed.</summary>
    public void Told(DateTimeOffset time) => this.told = Max(this.told, time);

    /// <summary>Something happened, and its year is known.</summary>
    public void Seen(DateTimeOffset time) => this.seen = Max(this.seen, time);

    /// <summary>A rotation was scheduled for then: the text was written before, the latest such time counts.</summary>
    public void Scheduled(DateTimeOffset time) => this.deadline = Max(this.deadline, time);

    /// <summary>Something is in the past for sure.</summary>
    public void Past(DateTimeOffset time) => this.after = Max(this.after, time);

    /// <summary>A short-lived certificate's dates.</summary>
    public void Validity(DateTimeOffset? notBefore, DateTimeOffset notAfter)
    {
        ends.Add(notAfter);
        if (notBefore is { } start && notAfter - start < TimeSpan.FromDays(400)) this.start = Max(this.start, start);
    }

    /// <summary>A log line; most have no year.</summary>
    public void Seen(LooseTime time)
    {
        if (time.Full is { } full)
        {
            Seen(full);
            return;
        }
        if (time.Year is not null || time.Month is < 1 or > 12 || time.Day is < 1 or > 31) return;
        ref var day = ref this.days[((time.Month - 1) * 31) + time.Day - 1];
        if (day is null || day < time.Clock) day = time.Clock;
    }

    /// <summary>The text's present.</summary>
    public DateTimeOffset Resolve(DateTimeOffset clock)
    {
        if (this.told is { } told) return told;
        if (NewestDay() is not { } newest) return this.seen ?? clock;
        var (month, day, time) = newest;
        var loose = new LooseTime(null, month, day, time, TimeSpan.Zero);
        if (this.seen is { } seen) return Max(seen, Nearest(loose, seen)) ?? clock;
        return InferYear(loose, clock) ?? clock;
    }

    private DateTimeOffset? InferYear(LooseTime loose, DateTimeOffset clock)
    {
        var limit = clock + ClockSlack;
        if (SpeaksOfExpiry)
        {
            var best = (DateTimeOffset?)null;
            var bestDistance = TimeSpan.MaxValue;
            foreach (var end in ends)
            {
                if (First(loose, end) is not { } time || time > limit || time < this.after || time - end >= bestDistance) continue;
                best = time;
                bestDistance = time - end;
            }
            if (best is not null) return best;
        }
        if (this.after is { } after && First(loose, after) is { } past && past <= limit) return past;
        if (this.deadline is { } deadline)
        {
            for (var year = deadline.Year; year > deadline.Year - 11; year--)
            {
                if (loose.In(year) is { } time && time <= deadline && time <= limit) return time;
            }
        }
        if (this.start is { } start && First(loose, start - RenewalSlack) is { } begun && begun <= limit) return begun;
        if (ends.Select(end => (End: end, Time: Nearest(loose, end))).Where(e => e.Time <= limit).OrderBy(e => (e.Time!.Value - e.End).Duration()).Select(e => e.Time).FirstOrDefault() is { } near) return near;
        for (var year = limit.Year; year > limit.Year - 9; year--)
        {
            if (loose.In(year) is { } time && time <= limit) return time;
        }
        return null;
    }

    /// <summary>First time at which it can have been, from a moment on.</summary>
    private static DateTimeOffset? First(LooseTime loose, DateTimeOffset from)
    {
        for (var year = from.Year; year < from.Year + 9; year++)
        {
            if (loose.In(year) is { } time && time >= from) return time;
        }
        return null;
    }

    private static DateTimeOffset? Nearest(LooseTime loose, DateTimeOffset anchor)
    {
        var best = (DateTimeOffset?)null;
        for (var year = anchor.Year - 1; year <= anchor.Year + 1; year++)
        {
            if (loose.In(year) is { } time && (best is null || (time - anchor).Duration() < (best.Value - anchor).Duration())) best = time;
        }
        return best;
    }

    /// <summary>The last day before the longest stretch of days without lines: December is before January where both occur.</summary>
    private (int Month, int Day, TimeSpan Clock)? NewestDay()
    {
        var newest = -1;
        var longest = -1;
        for (var i = 0; i < this.days.Length; i++)
        {
            if (this.days[i] is null) continue;
            var gap = 0;
            while (gap < this.days.Length && this.days[(i + gap + 1) % this.days.Length] is null) gap++;
            if (gap < longest) continue;
            (newest, longest) = (i, gap);
        }
        return newest < 0 ? null : ((newest / 31) + 1, (newest % 31) + 1, this.days[newest]!.Value);
    }

    private static DateTimeOffset? Max(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
