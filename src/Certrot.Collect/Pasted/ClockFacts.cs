using Certrot.Evidence;

namespace Certrot.Collect.Pasted;

/// <summary>Clocks that the text shows. A reading needs two: one alone says nothing about being wrong.</summary>
internal sealed class ClockFacts
{
    /// <summary>Two hosts asked one after the other by hand differ by the time that typing takes.</summary>
    private readonly List<(string Host, DateTimeOffset Time, Source Source)> dates = [];

    private (TimeSpan Ahead, Source Source)? tracking;
    private (DateTimeOffset Time, Source Source)? header;

    /// <summary>Whether the node says that it is synchronized.</summary>
    public bool? Synchronized { get; set; }

    /// <summary>A host's clock was printed.</summary>
    public void Date(string? host, DateTimeOffset time, Source source) => dates.Add((host ?? "", time, source));

    /// <summary>chronyc told how far the clock is ahead of NTP.</summary>
    public void Tracking(TimeSpan ahead, Source source) => this.tracking = (ahead, source);

    /// <summary>A server's <c>Date</c> header was printed.</summary>
    public void Header(DateTimeOffset time, Source source) => this.header = (time, source);

    /// <summary>The node's clock against a reference; null where only one clock is shown.</summary>
    public ClockReading? Reading(string? node, DateTimeOffset now)
    {
        if (this.tracking is { } tracking) return new(now, now - tracking.Ahead, Synchronized, tracking.Source);
        if (dates.Count == 0) return null;
        var own = dates.FindIndex(d => node is not null && d.Host.Length > 0 && (d.Host == node || node.StartsWith(d.Host + ".", StringComparison.Ordinal)));
        if (this.header is { } header)
        {
            var shown = dates[own < 0 ? 0 : own];
            return new(shown.Time, header.Time, Synchronized, shown.Source);
        }
        if (own < 0) return null;
        var other = dates.FindIndex(d => d.Host.Length > 0 && d.Host != dates[own].Host);
        return other < 0 ? null : new(dates[own].Time, dates[other].Time, Synchronized, dates[own].Source);
    }
}
