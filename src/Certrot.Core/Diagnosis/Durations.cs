namespace Certrot.Diagnosis;

/// <summary>Durations as kubectl writes them.</summary>
public static class Durations
{
    /// <summary>Two units at most, such as <c>3m12s</c>, <c>4h5m</c>, <c>12d</c>; the sign is dropped.</summary>
    public static string Short(TimeSpan duration)
    {
        var d = duration.Duration();
        if (d.TotalDays >= 365 * 2) return $"{(int)(d.TotalDays / 365)}y{(int)(d.TotalDays % 365)}d";
        if (d.TotalDays >= 8) return $"{(int)d.TotalDays}d";
        if (d.TotalDays >= 1) return d.Hours == 0 ? $"{d.Days}d" : $"{d.Days}d{d.Hours}h";
        if (d.TotalHours >= 1) return d.Minutes == 0 ? $"{d.Hours}h" : $"{d.Hours}h{d.Minutes}m";
        if (d.TotalMinutes >= 1) return d.Seconds == 0 ? $"{d.Minutes}m" : $"{d.Minutes}m{d.Seconds}s";
        return $"{d.Seconds}s";
    }
}
