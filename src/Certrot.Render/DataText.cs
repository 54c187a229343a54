using System.Globalization;
using System.Text;

namespace Certrot.Render;

/// <summary>
/// Text that came with the evidence, made safe to show: no control character, escape sequence, direction override or invisible character
/// survives, and halves of surrogate pairs become U+FFFD.
/// </summary>
internal static class DataText
{
    /// <summary>The text on one line; runs of line breaks and tabs become single spaces.</summary>
    public static string Clean(string? text) => Clean(text, keepLineFeeds: false);

    /// <summary>A command to paste: line feeds stay (here-documents need them), everything else is cleaned.</summary>
    public static string CleanCommand(string? text) => Clean(text, keepLineFeeds: true).TrimEnd('\n');

    /// <summary>The text on one line, cut after a number of characters.</summary>
    public static string Clean(string? text, int limit)
    {
        if (text is { Length: > 0 } && text.Length > limit * 4)
            text = text[..(limit * 4)];
        var clean = Clean(text);
        if (clean.Length <= limit)
            return clean;
        var cut = char.IsHighSurrogate(clean[limit - 1]) ? limit - 1 : limit;
        return clean[..cut].TrimEnd() + "...";
    }

    private static string Clean(string? text, bool keepLineFeeds)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (IsClean(text))
            return text;
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\u001b' || c == '\u009b')
            {
                i = AfterEscapeSequence(text, i);
                continue;
            }
            if (keepLineFeeds && c == '\n')
            {
                builder.Append('\n');
                i++;
                continue;
            }
            if (c is '\n' or '\r' or '\t' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029')
            {
                if (builder.Length > 0 && builder[^1] is not (' ' or '\n') && !(keepLineFeeds && c == '\r'))
                    builder.Append(' ');
                i++;
                continue;
            }
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used);
            i += used;
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
                builder.Append(rune.ToString());
        }
        return builder.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }
        return true;
    }

    /// <summary>Skips an ECMA-48 sequence: CSI up to its final byte, OSC/DCS/APC/PM/SOS up to BEL or ST, two bytes otherwise.</summary>
    private static int AfterEscapeSequence(string text, int start)
    {
        var i = start + 1;
        var csi = text[start] == '\u009b';
        if (!csi)
        {
            if (i >= text.Length)
                return i;
            csi = text[i] == '[';
            if (!csi && text[i] is ']' or 'P' or '_' or '^' or 'X')
                return AfterControlString(text, i + 1);
            // A byte that is no part of a sequence stays, so that a stray ESC hides nothing.
            if (!csi)
                return text[i] is >= '0' and <= '~' ? i + 1 : i;
            i++;
        }
        while (i < text.Length && text[i] is >= ' ' and <= '?')
            i++;
        return i < text.Length && text[i] is >= '@' and <= '~' ? i + 1 : i;
    }

    private static int AfterControlString(string text, int start)
    {
        // A control string without an end would swallow the rest of the text: only its introducer goes then.
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '\a' or '\u009c')
                return i + 1;
            if (text[i] == '\u001b' && i + 1 < text.Length && text[i + 1] == '\\')
                return i + 2;
        }
        return start;
    }
}
