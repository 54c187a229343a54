using System.Globalization;

namespace Certrot.Kubernetes;

/// <summary>Durations as Go's flags write them, such as <c>8760h0m0s</c> (time.ParseDuration).</summary>
internal static class GoDuration
{
    /// <summary>Null where there is no text, or it is no positive duration below 300 years.</summary>
    public static TimeSpan? Parse(string? text)
    {
        var seconds = 0.0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var digits = 0;
            while (digits < rest.Length && IsOfNumber(rest[digits])) digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            var end = digits;
            while (end < rest.Length && !IsOfNumber(rest[end])) end++;
            double? unit = rest[digits..end] switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" or "µs" => 1e-6, "ns" => 1e-9, _ => null };
            if (unit is null) return null;
            seconds += number * unit.Value;
            rest = rest[end..];
        }

        return seconds is > 0 and < 9.4e9 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static bool IsOfNumber(char c) => char.IsAsciiDigit(c) || c == '.';
}
