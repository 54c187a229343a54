using System.Globalization;
using System.Text;

namespace Certrot.Pki;

/// <summary>Text out of certificates, made fit for terminals and single lines.</summary>
internal static class NameText
{
    private const int MaxQuoted = 120;

    /// <summary>Quotes a value for a sentence: characters that cannot be seen or that move the cursor are written as escapes, long values are cut.</summary>
    internal static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length > MaxQuoted)
            {
                text.Append("...");
                break;
            }

            if (rune.Value is '"' or '\\') text.Append('\\').Append(rune);
            else if (IsVisible(rune) && rune.IsAscii) text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }

        return text.Append('"').ToString();
    }

    /// <summary>Escapes a value of a distinguished name (RFC 4514 §2.4); invisible characters become the hexadecimal of their UTF-8 bytes.</summary>
    internal static void AppendAttributeValue(StringBuilder text, string value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var index = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            var isEdge = index == 0 || index + rune.Utf16SequenceLength == value.Length;
            if (rune.Value is ',' or '+' or '"' or '\\' or '<' or '>' or ';' || (isEdge && rune.Value == ' ') || (index == 0 && rune.Value == '#'))
            {
                text.Append('\\').Append(rune);
            }
            else if (IsVisible(rune))
            {
                text.Append(rune);
            }
            else
            {
                foreach (var b in utf8[..rune.EncodeToUtf8(utf8)]) text.Append(CultureInfo.InvariantCulture, $"\\{b:X2}");
            }

            index += rune.Utf16SequenceLength;
        }
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
