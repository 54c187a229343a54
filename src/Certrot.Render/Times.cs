using System.Globalization;

namespace Certrot.Render;

/// <summary>Times and durations in words.</summary>
internal static class Times
{
    /// <summary>RFC 3339, UTC, whole seconds: <c>2026-11-22T05:37:47Z</c>.</summary>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-22 05:37:47 UTC</c>.</summary>
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>in 3m30s</c>, <c>2d4h ago</c> or <c>now</c>.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var seconds = WholeSeconds(time) - WholeSeconds(now);
        return seconds switch
        {
            0 => "now",
            > 0 => "in " + Duration(seconds),
            _ => Duration(-seconds) + " ago",
        };
    }

    /// <summary><c>2026-11-22 05:37:47 UTC (in 3m30s)</c>.</summary>
    public static string StampAndRelative(DateTimeOffset time, DateTimeOffset now) => $"{Stamp(time)} ({Relative(time, now)})";

    /// <summary>Seconds in at most two units, as kubectl writes them: <c>3m30s</c>, <c>2d4h</c>, <c>364d</c>.</summary>
    public static string Duration(long seconds)
    {
        if (seconds < 0)
            return "-" + Duration(seconds == long.MinValue ? long.MaxValue : -seconds);
        return seconds switch
        {
            < 60 => seconds + "s",
            < 3_600 => Pair(seconds / 60, "m", seconds % 60, "s"),
            < 86_400 => Pair(seconds / 3_600, "h", seconds % 3_600 / 60, "m"),
            < 8_640_000 => Pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
            _ => seconds / 86_400 + "d",
        };
    }

    private static string Pair(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;

    // Both ends are shown in whole seconds: the difference must be that of what is shown.
    private static long WholeSeconds(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
