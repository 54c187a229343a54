using System.Buffers.Text;
using System.Text;

namespace Certrot.Logs;

/// <summary>Takes escapes out of text. Nothing is rejected: an escape that means nothing stays as it is.</summary>
internal static class Escapes
{
    /// <summary>Undoes the escapes of JSON strings and of Go's <c>%q</c>; what does not fit into the target is left out.</summary>
    /// <returns>Bytes written.</returns>
    public static int Undo(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            int plain = text.IndexOf((byte)'\\');
            int copied = Math.Min(plain < 0 ? text.Length : plain, target.Length - written);
            text[..copied].CopyTo(target[written..]);
            written += copied;
            if (plain < 0 || target.Length - written < 4)
                break;
            text = text[plain..];
            if (text.Length == 1)
            {
                target[written++] = (byte)'\\';
                break;
            }

            int used = 2;
            switch (text[1])
            {
                case (byte)'n':
                    target[written++] = (byte)'\n';
                    break;
                case (byte)'t':
                    target[written++] = (byte)'\t';
                    break;
                case (byte)'r':
                    target[written++] = (byte)'\r';
                    break;
                case (byte)'u':
                    written += UndoUnicode(text, target[written..], out used);
                    break;
                case (byte)'x' when Utf8Parser.TryParse(text[2..Math.Min(4, text.Length)], out byte value, out int digits, 'x') && digits == 2:
                    target[written++] = value;
                    used = 4;
                    break;
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'\'':
                    target[written++] = text[1];
                    break;
                case (byte)'a' or (byte)'b' or (byte)'f' or (byte)'v':
                    target[written++] = (byte)' ';
                    break;
                default:
                    target[written++] = (byte)'\\';
                    used = 1;
                    break;
            }

            text = text[used..];
        }

        return written;
    }

    /// <summary>Takes the backslashes before quotes out, however deep the quoting is. The target must be as long as the text.</summary>
    /// <returns>Bytes written.</returns>
    public static int UndoQuotes(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            int plain = text.IndexOf((byte)'\\');
            if (plain < 0)
            {
                text.CopyTo(target[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(target[written..]);
            written += plain;
            text = text[plain..];
            int run = text.IndexOfAnyExcept((byte)'\\');
            if (run < 0)
                run = text.Length;
            if (run == text.Length || text[run] != '"')
            {
                text[..run].CopyTo(target[written..]);
                written += run;
            }

            text = text[run..];
        }
    }

    /// <summary>Takes ANSI escape sequences (ECMA-48 CSI) out. The target must be as long as the text.</summary>
    /// <returns>Bytes written.</returns>
    public static int RemoveAnsi(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            int plain = text.IndexOf((byte)0x1B);
            if (plain < 0)
            {
                text.CopyTo(target[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(target[written..]);
            written += plain;
            text = text[(plain + 1)..];
            if (text.IsEmpty || text[0] != '[')
                continue;
            int final = text[1..].IndexOfAnyInRange((byte)0x40, (byte)0x7E);
            text = final < 0 ? [] : text[(final + 2)..];
        }
    }

    private static int UndoUnicode(ReadOnlySpan<byte> text, Span<byte> target, out int used)
    {
        used = 6;
        if (!TryReadUnit(text, out char unit))
        {
            used = 1;
            target[0] = (byte)'\\';
            return 1;
        }

        if (!Rune.TryCreate(unit, out Rune rune))
        {
            rune = Rune.ReplacementChar;
            if (TryReadUnit(text[6..], out char low) && Rune.TryCreate(unit, low, out Rune pair))
            {
                rune = pair;
                used = 12;
            }
        }

        return rune.EncodeToUtf8(target);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u')
            return false;
        if (!Utf8Parser.TryParse(text[2..6], out ushort value, out int digits, 'x') || digits != 4)
            return false;
        unit = (char)value;
        return true;
    }
}
