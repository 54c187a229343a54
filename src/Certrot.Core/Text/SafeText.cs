using System.Buffers;
using System.Text;

namespace Certrot.Text;

/// <summary>Makes text from evidence fit to be shown and kept.</summary>
internal static class SafeText
{
    /// <summary>Longest text that is kept, in UTF-16 units.</summary>
    public const int MaxLength = 4096;

    // C0, DEL, C1 and the marks that reorder text on a terminal (UAX #9 explicit formatting characters).
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x061C, 0x200E, 0x200F, 0x2028, 0x2029])
            .Concat(Enumerable.Range(0x202A, 5)).Concat(Enumerable.Range(0x2066, 4)).Select(c => (char)c)]);

    /// <summary>Drops control characters (a line break or tab becomes a blank) and what is beyond <see cref="MaxLength"/>.</summary>
    public static string Clean(string text)
    {
        if (text.Length <= MaxLength && !text.AsSpan().ContainsAny(Unwanted))
            return text;
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var c in text)
        {
            if (clean.Length == MaxLength)
                break;
            if (c is '\n' or '\t' or '\u2028' or '\u2029')
                clean.Append(' ');
            else if (!Unwanted.Contains(c))
                clean.Append(c);
        }
        if (clean.Length > 0 && char.IsHighSurrogate(clean[^1]))
            clean.Length--;
        return clean.ToString();
    }
}
