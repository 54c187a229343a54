using System.Globalization;
using System.Text;

namespace Certrot.Render;

/// <summary>Columns that text takes on a terminal: two for East Asian wide characters (UAX #11: W and F), none for combining marks.</summary>
internal static class Columns
{
    public static int Of(ReadOnlySpan<char> text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
            columns += Of(rune);
        return columns;
    }

    public static int Of(Rune rune)
    {
        var value = rune.Value;
        if (value is >= ' ' and <= '~')
            return 1;
        if (IsWide(value))
            return 2;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1;
    }

    /// <summary>Characters of the text that fit into a number of columns; at least one character, so that a loop over it ends.</summary>
    public static int Fit(ReadOnlySpan<char> text, int columns)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= Of(rune);
            if (columns < 0 && length > 0)
                break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }

    private static bool IsWide(int value) => value >= 0x1100 && value switch
    {
        <= 0x115F => true,
        < 0x231A => false,
        <= 0x27BF => IsWideSymbol(value),
        0x2B1B or 0x2B1C or 0x2B50 or 0x2B55 => true,
        < 0x2E80 => false,
        0x303F => false,
        <= 0xA4CF => true,
        >= 0xA960 and <= 0xA97F => true,
        >= 0xAC00 and <= 0xD7A3 => true,
        >= 0xF900 and <= 0xFAFF => true,
        >= 0xFE10 and <= 0xFE19 => true,
        >= 0xFE30 and <= 0xFE6F => true,
        >= 0xFF00 and <= 0xFF60 => true,
        >= 0xFFE0 and <= 0xFFE6 => true,
        >= 0x16FE0 and <= 0x1B2FF => true,
        >= 0x1F300 and <= 0x1FAFF => true,
        >= 0x20000 and <= 0x3FFFD => true,
        _ => false,
    };

    private static bool IsWideSymbol(int value) => value is 0x231A or 0x231B or 0x2329 or 0x232A or (>= 0x23E9 and <= 0x23EC) or 0x23F0
        or 0x23F3 or 0x25FD or 0x25FE or 0x2614 or 0x2615 or (>= 0x2648 and <= 0x2653) or 0x267F or 0x2693 or 0x26A1 or 0x26AA or 0x26AB
        or 0x26BD or 0x26BE or 0x26C4 or 0x26C5 or 0x26CE or 0x26D4 or 0x26EA or 0x26F2 or 0x26F3 or 0x26F5 or 0x26FA or 0x26FD or 0x2705
        or 0x270A or 0x270B or 0x2728 or 0x274C or 0x274E or (>= 0x2753 and <= 0x2755) or 0x2757 or (>= 0x2795 and <= 0x2797) or 0x27B0
        or 0x27BF;
}
