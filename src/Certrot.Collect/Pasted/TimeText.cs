using System.Globalization;

namespace Certrot.Collect.Pasted;

/// <summary>Reads times and durations in the forms of kubectl, openssl, systemd, date, ls and Go.</summary>
internal static class TimeText
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>
    /// Reads a time of any word order: <c>Nov 22 05:37:47 2026 GMT</c>, <c>Thu, 04 Mar 2021 10:00:00 +0100</c>,
    /// <c>Thu Mar  4 10:00:00 UTC 2021</c>, <c>2021-03-04T10:00:00Z</c>, <c>2021-03-04 10:00:00 +0000 UTC</c>, <c>Mar 04, 2021 10:00 UTC</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LooseTime time)
    {
        time = default;
        int? year = null, month = null, day = null;
        TimeSpan? clock = null;
        var offset = TimeSpan.Zero;
        var afternoon = (bool?)null;
        if (text.Length > 80) return false;

        foreach (var range in text.SplitAny(' ', ',', '\t'))
        {
            var word = text[range].Trim("[]()\".;");
            if (word.IsEmpty) continue;
            if (word.Length >= 10 && word[4] == '-' && word[7] == '-' && TryDate(word[..10], out var y, out var m, out var d))
            {
                (year, month, day) = (y, m, d);
                if (word.Length > 11 && !TryClock(word[11..], ref clock, ref offset)) return false;
                continue;
            }
            if (word.Contains(':') && char.IsAsciiDigit(word[0]))
            {
                if (clock is not null || !TryClock(word, ref clock, ref offset)) return false;
                continue;
            }
            if (word[0] is '+' or '-' && TryOffset(word, out var zone))
            {
                offset = zone;
                continue;
            }
            if (char.IsAsciiDigit(word[0]))
            {
                if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
                if (word.Length == 4 && year is null) year = number;
                else if (word.Length <= 2 && day is null) day = number;
                else return false;
                continue;
            }
            if (month is null && MonthOf(word) is var named and > 0) month = named;
            else if (word is "AM" or "PM" or "am" or "pm") afternoon = word[0] is 'P' or 'p';
            else if (ZoneOf(word) is { } known) offset = offset == TimeSpan.Zero ? known : offset;
            else if (word.Length > 9 || !char.IsAsciiLetter(word[0])) return false;
        }
        if (month is null || day is null || clock is null) return false;
        if (afternoon is not null && clock.Value.Hours is >= 1 and <= 12)
        {
            var hours = (clock.Value.Hours % 12) + (afternoon.Value ? 12 : 0);
            clock = new TimeSpan(hours, clock.Value.Minutes, clock.Value.Seconds);
        }
        time = new(year, month.Value, day.Value, clock.Value, offset);
        return time.In(year ?? 2024) is not null;
    }

    /// <summary>Reads a time that has a year, into UTC.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text) => TryParse(text, out var time) ? time.Full : null;

    /// <summary>Reads kubectl's AGE (<c>3d4h</c>, <c>2y35d</c>, <c>5m30s</c>); null for <c>&lt;unknown&gt;</c> and other text.</summary>
    public static TimeSpan? ParseAge(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var total = 0d;
        var i = 0;
        var any = false;
        while (i < text.Length)
        {
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            if (i == start || i == text.Length || i - start > 9) return null;
            var number = int.Parse(text[start..i], NumberStyles.None, CultureInfo.InvariantCulture);
            double unit = text[i] switch { 'y' => 31_536_000, 'w' => 604_800, 'd' => 86_400, 'h' => 3_600, 'm' => 60, 's' => 1, _ => 0 };
            if (unit == 0) return null;
            i++;
            if (unit == 60 && i < text.Length && text[i] == 's')
            {
                unit = 0.001;
                i++;
            }
            total += number * unit;
            any = true;
        }
        return any && total < 3.2e9 ? TimeSpan.FromSeconds(total) : null;
    }

    /// <summary>Number of a month by its English name, from three letters on; 0 for other words.</summary>
    public static int MonthOf(ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > 9) return 0;
        for (var i = 0; i < Months.Length; i++)
        {
            if (word[..3].Equals(Months[i], StringComparison.OrdinalIgnoreCase)) return i + 1;
        }
        return 0;
    }

    /// <summary>Reads <c>hh:mm:ss</c> with fraction and zone as ISO 8601 writes it.</summary>
    private static bool TryClock(ReadOnlySpan<char> word, ref TimeSpan? clock, ref TimeSpan offset)
    {
        var end = word.IndexOfAny("Zz+-");
        var zone = end < 0 ? [] : word[end..];
        var digits = end < 0 ? word : word[..end];
        Span<int> parts = stackalloc int[3];
        var count = 0;
        foreach (var range in digits.Split(':'))
        {
            var part = digits[range];
            var fraction = part.IndexOfAny('.', ',');
            if (fraction >= 0) part = part[..fraction];
            if (count == 3 || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count])) return false;
            count++;
        }
        if (count < 2 || parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return false;
        clock = new TimeSpan(parts[0], parts[1], parts[2]);
        if (zone.Length > 1 && zone[0] is '+' or '-')
        {
            if (!TryOffset(zone, out offset)) return false;
        }
        return true;
    }

    private static bool TryDate(ReadOnlySpan<char> word, out int year, out int month, out int day)
    {
        month = day = 0;
        return int.TryParse(word[..4], NumberStyles.None, CultureInfo.InvariantCulture, out year)
            && int.TryParse(word[5..7], NumberStyles.None, CultureInfo.InvariantCulture, out month)
            && int.TryParse(word[8..10], NumberStyles.None, CultureInfo.InvariantCulture, out day);
    }

    private static bool TryOffset(ReadOnlySpan<char> word, out TimeSpan offset)
    {
        offset = default;
        Span<char> digits = stackalloc char[4];
        var count = 0;
        foreach (var c in word[1..])
        {
            if (c == ':') continue;
            if (!char.IsAsciiDigit(c) || count == 4) return false;
            digits[count++] = c;
        }
        if (count is not (2 or 4)) return false;
        var hours = ((digits[0] - '0') * 10) + digits[1] - '0';
        var minutes = count == 4 ? ((digits[2] - '0') * 10) + digits[3] - '0' : 0;
        if (hours > 14 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (word[0] == '-') offset = -offset;
        return true;
    }

    /// <summary>Offsets of zone names that mean one thing; others (CST) count as UTC.</summary>
    private static TimeSpan? ZoneOf(ReadOnlySpan<char> word) => word switch
    {
        "UTC" or "GMT" or "Z" or "WET" => TimeSpan.Zero,
        "CET" or "WEST" or "BST" => TimeSpan.FromHours(1),
        "CEST" or "EET" => TimeSpan.FromHours(2),
        "EEST" or "MSK" => TimeSpan.FromHours(3),
        "IST" => new TimeSpan(5, 30, 0),
        "HKT" => TimeSpan.FromHours(8),
        "JST" or "KST" => TimeSpan.FromHours(9),
        "EDT" => TimeSpan.FromHours(-4),
        "EST" or "CDT" => TimeSpan.FromHours(-5),
        "MDT" => TimeSpan.FromHours(-6),
        "MST" or "PDT" => TimeSpan.FromHours(-7),
        "PST" => TimeSpan.FromHours(-8),
        _ => null,
    };
}
