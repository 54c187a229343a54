using System.Runtime.CompilerServices;

namespace Certrot.Logs;

/// <summary>Reads the times that lines carry, and adds the year where they have none.</summary>
internal sealed class LineClock(DateTimeOffset now)
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    // A zone is a whole number of quarter hours; a journal stamps a line up to two seconds after the process did.
    private const long QuarterHour = 15 * TimeSpan.TicksPerMinute;
    private const long Lag = 2 * TimeSpan.TicksPerSecond;
    private const long WidestZone = 14 * TimeSpan.TicksPerHour;

    private readonly long latest = Math.Min(now.UtcTicks, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay;
    private readonly int latestYear = now.UtcDateTime.Year;

    /// <summary>
    /// Ticks of a time without a year. It lies in the year of "now", or in the year before where it would be more than a day after "now".
    /// Returns 0 for a day that no year has.
    /// </summary>
    public long WithYear(int month, int day, long timeOfDay)
    {
        // 29 February: the newest leap year before; eight years is the longest way between two.
        for (int year = latestYear + 1; year >= Math.Max(1, latestYear - 8); year--)
        {
            long ticks = At(year, month, day, timeOfDay);
            if (ticks != 0 && ticks <= latest)
                return ticks;
        }

        return 0;
    }

    /// <summary>
    /// Ticks of a klog header. The header has the node's local time and no zone: it is taken as UTC, unless the wrapping has a time with a
    /// zone that is a whole number of quarter hours away.
    /// </summary>
    public long OfHeader(int month, int day, long timeOfDay, long wrapper)
    {
        if (wrapper == 0)
            return WithYear(month, day, timeOfDay);
        int wrapperYear = new DateTime(wrapper, DateTimeKind.Utc).Year;
        long best = 0;
        for (int year = wrapperYear - 1; year <= wrapperYear + 1; year++)
        {
            long ticks = At(year, month, day, timeOfDay);
            if (ticks != 0 && (best == 0 || Math.Abs(ticks - wrapper) < Math.Abs(best - wrapper)))
                best = ticks;
        }

        if (best == 0)
            return wrapper;
        long difference = wrapper - best;
        long quarters = (long)Math.Round((double)difference / QuarterHour);
        bool isZone = quarters != 0 && Math.Abs(difference) <= WidestZone + Lag && Math.Abs(difference - (quarters * QuarterHour)) <= Lag;
        return isZone ? wrapper : best;
    }

    /// <summary>Ticks of a date and a time of day; 0 where there is no such date.</summary>
    public static long At(int year, int month, int day, long timeOfDay)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return 0;
        return new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + timeOfDay;
    }

    /// <summary>Two digits as a number; -1 where they are not digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TwoDigits(ReadOnlySpan<byte> text)
    {
        int tens = text[0] - '0';
        int ones = text[1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    /// <summary>Reads <c>hh:mm:ss</c> with any fraction.</summary>
    public static bool TryTimeOfDay(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = 0;
        length = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
            return false;
        int hour = TwoDigits(text);
        int minute = TwoDigits(text[3..]);
        int second = TwoDigits(text[6..]);
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return false;
        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        length = 8;
        if (text.Length > 9 && text[8] is (byte)'.' or (byte)',')
        {
            long unit = TimeSpan.TicksPerSecond / 10;
            length = 9;
            while (length < text.Length && (uint)(text[length] - '0') <= 9)
            {
                ticks += (text[length++] - '0') * unit;
                unit /= 10;
            }
        }

        return true;
    }

    /// <summary>Reads <c>mm:ss.uuuuuu</c>.</summary>
    public static bool TryMinutes(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length != 12 || text[2] != ':' || text[5] != '.')
            return false;
        int minute = TwoDigits(text);
        int second = TwoDigits(text[3..]);
        int high = TwoDigits(text[6..]);
        int middle = TwoDigits(text[8..]);
        int low = TwoDigits(text[10..]);
        if (minute is < 0 or > 59 || second is < 0 or > 60 || (high | middle | low) < 0)
            return false;
        ticks = (((minute * 60L) + second) * TimeSpan.TicksPerSecond) + (((high * 10_000) + (middle * 100) + low) * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <summary>Reads <c>yyyy-MM-dd?hh:mm:ss</c> with any fraction and zone; no zone is taken as UTC.</summary>
    public static bool TryIso(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = 0;
        length = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' '))
            return false;
        int century = TwoDigits(text);
        int year = TwoDigits(text[2..]);
        if (century < 0 || year < 0 || !TryTimeOfDay(text[11..], out long timeOfDay, out int timeLength))
            return false;
        ticks = At((century * 100) + year, TwoDigits(text[5..]), TwoDigits(text[8..]), timeOfDay);
        if (ticks == 0)
            return false;
        length = 11 + timeLength;
        ReadOnlySpan<byte> zone = text[length..];
        if (zone.StartsWith("Z"u8))
        {
            length++;
        }
        else if (zone.Length >= 5 && zone[0] is (byte)'+' or (byte)'-')
        {
            int colon = zone[3] == ':' ? 1 : 0;
            if (zone.Length < 5 + colon)
                return true;
            int hours = TwoDigits(zone[1..]);
            int minutes = TwoDigits(zone[(3 + colon)..]);
            if (hours is < 0 or > 14 || minutes is < 0 or > 59)
                return true;
            long shift = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
            ticks = Math.Max(1, ticks + (zone[0] == '+' ? -shift : shift));
            length += 5 + colon;
        }

        return true;
    }

    /// <summary>Month from its three letters, from 1; 0 for none.</summary>
    public static int Month(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3)
            return 0;
        for (int i = 0; i < Months.Length; i++)
        {
            string month = Months[i];
            if (text[0] == month[0] && text[1] == month[1] && text[2] == month[2])
                return i + 1;
        }

        return 0;
    }

    /// <summary>Ticks of a number of microseconds since the Unix epoch; 0 where it is out of range.</summary>
    public static long FromUnixMicroseconds(long microseconds)
    {
        const long Largest = 253_402_300_799_000_000;
        return microseconds is > 0 and <= Largest ? DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond) : 0;
    }
}
