using System.Collections.Frozen;

namespace Certrot.Collect.Pasted;

/// <summary>journald writes the month in the locale of who asks (<c>10月 01 12:00:00</c>, <c>Okt 01 12:00:00</c>): here it becomes English.</summary>
internal static class MonthNames
{
    private static readonly string[] English = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["janv."] = "Jan",
        ["ene"] = "Jan",
        ["gen"] = "Jan",
        ["янв"] = "Jan",
        ["févr."] = "Feb",
        ["fev"] = "Feb",
        ["фев"] = "Feb",
        ["Mär"] = "Mar",
        ["mars"] = "Mar",
        ["мар"] = "Mar",
        ["avril"] = "Apr",
        ["abr"] = "Apr",
        ["апр"] = "Apr",
        ["Mai"] = "May",
        ["mag"] = "May",
        ["мая"] = "May",
        ["май"] = "May",
        ["juin"] = "Jun",
        ["giu"] = "Jun",
        ["июн"] = "Jun",
        ["juil."] = "Jul",
        ["lug"] = "Jul",
        ["июл"] = "Jul",
        ["août"] = "Aug",
        ["ago"] = "Aug",
        ["авг"] = "Aug",
        ["sept."] = "Sep",
        ["set"] = "Sep",
        ["сен"] = "Sep",
        ["Okt"] = "Oct",
        ["oct."] = "Oct",
        ["out"] = "Oct",
        ["ott"] = "Oct",
        ["окт"] = "Oct",
        ["nov."] = "Nov",
        ["ноя"] = "Nov",
        ["Dez"] = "Dec",
        ["déc."] = "Dec",
        ["dic"] = "Dec",
        ["дек"] = "Dec",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The line with its leading month in English, or the line as it is.</summary>
    public static string ToEnglish(string text)
    {
        var start = 0;
        while (start < text.Length && text[start] == ' ') start++;
        var end = text.IndexOf(' ', start);
        if (end < 0 || end - start is < 2 or > 5 || !IsDayAndTime(text.AsSpan(end + 1))) return text;
        var word = text.AsSpan(start, end - start);
        if (word[^1] == '月' || word[^1] == '월')
        {
            return int.TryParse(word[..^1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12
                ? string.Concat(English[month - 1], text.AsSpan(end))
                : text;
        }
        return Others.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var name) ? string.Concat(name, text.AsSpan(end)) : text;
    }

    private static bool IsDayAndTime(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(' ');
        var space = text.IndexOf(' ');
        return space is 1 or 2 && text.Length > space + 9 && text[..space].IndexOfAnyExceptInRange('0', '9') < 0 && text[space + 3] == ':' && text[space + 6] == ':' && text[space + 9] == ' ';
    }
}
