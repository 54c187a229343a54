using System.Text;

namespace Certrot.Logs;

/// <summary>The bytes of a log as UTF-8: a text that begins with the byte-order mark of UTF-16 is converted.</summary>
internal sealed class LogBytes(Stream stream)
{
    private const int RawSize = 1 << 16;

    private Decoder? decoder;
    private Encoder? encoder;
    private byte[] raw = [];
    private char[] chars = [];
    private byte[] converted = [];
    private int convertedStart;
    private int convertedEnd;
    private bool started;
    private bool ended;

    /// <summary>Fills the target. Fewer bytes than it can take mean the end, however the stream is cut into reads.</summary>
    public int Fill(Span<byte> target)
    {
        if (!started)
        {
            started = true;
            return FillFirst(target);
        }

        return decoder is null ? stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) : FillConverted(target);
    }

    private int FillFirst(Span<byte> target)
    {
        int length = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (length < 2)
            return length;
        Encoding? wide = (target[0], target[1]) switch
        {
            (0xFF, 0xFE) => Encoding.Unicode,
            (0xFE, 0xFF) => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (wide is null)
            return length;

        decoder = wide.GetDecoder();
        encoder = Encoding.UTF8.GetEncoder();
        raw = new byte[Math.Max(RawSize, length)];
        chars = new char[raw.Length];
        converted = new byte[raw.Length * 3];
        target[2..length].CopyTo(raw);
        Convert(length - 2, length < target.Length);
        return FillConverted(target);
    }

    private int FillConverted(Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length)
        {
            if (convertedStart == convertedEnd)
            {
                if (ended)
                    break;
                int length = stream.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
                Convert(length, length < raw.Length);
                continue;
            }

            int count = Math.Min(target.Length - filled, convertedEnd - convertedStart);
            converted.AsSpan(convertedStart, count).CopyTo(target[filled..]);
            convertedStart += count;
            filled += count;
        }

        return filled;
    }

    private void Convert(int length, bool isLast)
    {
        int charCount = decoder!.GetChars(raw.AsSpan(0, length), chars, isLast);
        convertedStart = 0;
        convertedEnd = encoder!.GetBytes(chars.AsSpan(0, charCount), converted, isLast);
        ended = isLast;
    }
}
