using System.Text;

namespace Certrot.Text;

/// <summary>Reads a stream as UTF-8: a byte order mark is dropped, UTF-16 (what a Windows shell writes) is converted.</summary>
internal sealed class Utf8Source(Stream stream, CancellationToken ct)
{
    private const int Chunk = 16 * 1024;

    private readonly byte[] head = new byte[4];
    private int headLength = -1;
    private int headTaken;
    private Decoder? decoder;
    private byte[]? raw;
    private char[]? chars;
    private int charStart;
    private int charEnd;

    /// <summary>Whether the stream ended because its compressed data is broken.</summary>
    public bool Broken { get; private set; }

    /// <summary>Reads at most <paramref name="target"/>; 0 only at the end. A target of less than four bytes may be too small for a character.</summary>
    public int Read(Span<byte> target)
    {
        ct.ThrowIfCancellationRequested();
        if (headLength < 0)
            ReadHead();
        if (decoder is not null)
            return ReadUtf16(target);
        if (headTaken == headLength)
            return ReadRaw(target);
        var count = Math.Min(target.Length, headLength - headTaken);
        head.AsSpan(headTaken, count).CopyTo(target);
        headTaken += count;
        return count;
    }

    /// <summary>Reads all up to a limit; null where there is more.</summary>
    public ReadOnlyMemory<byte>? ReadAll(ReadOnlySpan<byte> before, int limit)
    {
        var buffer = new byte[Math.Max(Chunk, before.Length * 2)];
        before.CopyTo(buffer);
        var length = before.Length;
        while (true)
        {
            if (length > limit)
                return null;
            if (buffer.Length - length < 4)
                Array.Resize(ref buffer, buffer.Length * 2);
            var count = Read(buffer.AsSpan(length));
            if (count == 0)
                return buffer.AsMemory(0, length);
            length += count;
        }
    }

    private void ReadHead()
    {
        headLength = 0;
        while (headLength < head.Length)
        {
            var count = ReadRaw(head.AsSpan(headLength));
            if (count == 0)
                break;
            headLength += count;
        }
        var start = head.AsSpan(0, headLength);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            headTaken = 3;
        else if (start is [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0])
            decoder = Encoding.Unicode.GetDecoder();
        else if (start is [0xFE, 0xFF, ..] or [0, not 0, 0, not 0])
            decoder = Encoding.BigEndianUnicode.GetDecoder();
        if (decoder is not null && start is [0xFF or 0xFE, ..])
            headTaken = 2;
    }

    private int ReadUtf16(Span<byte> target)
    {
        raw ??= new byte[Chunk];
        chars ??= new char[Chunk + 2];
        while (true)
        {
            if (charStart < charEnd)
            {
                System.Text.Unicode.Utf8.FromUtf16(
                    chars.AsSpan(charStart, charEnd - charStart), target, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: true);
                charStart += read;
                return written;
            }
            var taken = headLength - headTaken;
            head.AsSpan(headTaken, taken).CopyTo(raw);
            headTaken = headLength;
            var count = taken + ReadRaw(raw.AsSpan(taken));
            charStart = 0;
            charEnd = decoder!.GetChars(raw, 0, count, chars, 0, flush: count == 0);
            if (count == 0 && charEnd == 0)
                return 0;
        }
    }

    private int ReadRaw(Span<byte> target)
    {
        if (Broken)
            return 0;
        try
        {
            return stream.Read(target);
        }
        catch (InvalidDataException)
        {
            // A decompressing stream says so in the middle of its data; what came before is good.
            Broken = true;
            return 0;
        }
    }
}
