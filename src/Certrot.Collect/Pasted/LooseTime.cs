using System.Runtime.InteropServices;

namespace Certrot.Collect.Pasted;

/// <summary>A time as people and tools print it; logs leave the year out.</summary>
/// <param name="Year">Year; null where not printed.</param>
/// <param name="Month">Month, from 1.</param>
/// <param name="Day">Day, from 1.</param>
/// <param name="Clock">Time of day.</param>
/// <param name="Offset">Offset from UTC; zero where not printed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LooseTime(int? Year, int Month, int Day, TimeSpan Clock, TimeSpan Offset)
{
    /// <summary>The time in UTC, with its own year; null where it has none or does not exist.</summary>
    public DateTimeOffset? Full => Year is { } year ? In(year) : null;

    /// <summary>The time in UTC in a given year; null where that year has no such day.</summary>
    public DateTimeOffset? In(int year)
    {
        if (year is < 1970 or > 9990 || Month is < 1 or > 12 || Day < 1 || Day > DateTime.DaysInMonth(year, Month)) return null;
        return new DateTimeOffset(year, Month, Day, 0, 0, 0, TimeSpan.Zero) + Clock - Offset;
    }
}
