using System.Globalization;

namespace Certrot.Cli.Commands;

/// <summary>Times as options take them: a number and one unit.</summary>
internal static class TimeText
{
    /// <summary>Reads <c>500ms</c>, <c>5s</c>, <c>30m</c>, <c>12h</c> or <c>30d</c>; null for anything else, and beyond ten years.</summary>
    public static TimeSpan? Read(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.".AsSpan());
        if (digits <= 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var unit = text[digits..] switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => 0 };
        return unit > 0 && number * unit <= 3660.0 * 86_400 ? TimeSpan.FromSeconds(number * unit) : null;
    }
}
