using System.Numerics;

namespace Certrot.Logs;

/// <summary>Lends copies of lines, and knows how much memory those on loan take.</summary>
internal sealed class KeptLinePool
{
    /// <summary>Longest text of a copy, in bytes.</summary>
    public const int LongestText = 4096;

    private const int LargestStock = 64;
    private const int SmallestBuffer = 256;

    // What a pattern needs around a match beyond the length of a copy, and what is kept of the line's beginning then.
    private const int Lead = 512;
    private const int Beginning = 256;

    private readonly Stack<KeptLine> stock = new();

    /// <summary>Bytes of all copies on loan.</summary>
    public long Bytes { get; private set; }

    /// <summary>How often the copies on loan are kept: once for each pattern.</summary>
    public int References { get; private set; }

    /// <summary>Copies a message. Of a long one the beginning is kept, or the beginning and what stands around the match.</summary>
    public KeptLine Rent(ReadOnlySpan<byte> text, int matchStart)
    {
        int length = Math.Min(text.Length, LongestText);
        if (!stock.TryPop(out KeptLine? line))
            line = new KeptLine();
        if (line.Buffer.Length < length)
            line.Buffer = new byte[Math.Max(SmallestBuffer, (int)BitOperations.RoundUpToPowerOf2((uint)length))];
        if (text.Length > LongestText && matchStart > LongestText - Lead)
        {
            LineWriter writer = new(line.Buffer.AsSpan(0, length));
            writer.Add(text[..Beginning]);
            writer.Add(" … "u8);
            writer.Add(text[(matchStart - Lead)..]);
            length = writer.Written.Length;
        }
        else
        {
            text[..length].CopyTo(line.Buffer);
        }

        line.Length = length;
        line.References = 0;
        line.Clean = null;
        line.Excerpt = null;
        Bytes += line.Buffer.Length;
        return line;
    }

    /// <summary>Notes that one pattern more keeps the copy.</summary>
    public void Keep(KeptLine line)
    {
        line.References++;
        References++;
    }

    /// <summary>Notes that one pattern less keeps the copy.</summary>
    public void Release(KeptLine line)
    {
        References--;
        line.References--;
        if (line.References > 0)
            return;
        Bytes -= line.Buffer.Length;
        if (stock.Count < LargestStock)
            stock.Push(line);
    }
}
