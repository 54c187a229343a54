using System.Text;
using Certrot.Collect.Streams;
using Certrot.Evidence;

namespace Certrot.Collect.Pasted;

/// <summary>Reads text of any encoding into cleaned lines, within bounds.</summary>
internal static class PastedLines
{
    /// <summary>Bytes that are read; the rest is ignored.</summary>
    public const long ByteLimit = 64L * 1024 * 1024;

    /// <summary>Lines that are read: 64 MiB of empty lines would take gigabytes.</summary>
    public const int LineLimit = 2_000_000;

    /// <summary>Reads lines; <see cref="ReadProblem"/>s tell what was left out.</summary>
    public static List<PastedLine> Read(Stream text, string name, ICollection<ReadProblem> problems, CancellationToken ct)
    {
        var bounded = new BoundedStream(text, ByteLimit);
        var head = new byte[4096];
        var headLength = bounded.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        using var reader = new StreamReader(new PrefixedStream(head.AsMemory(0, headLength), bounded), Detect(head.AsSpan(0, headLength)), detectEncodingFromByteOrderMarks: true, 1 << 16);

        var lines = new List<PastedLine>();
        while (reader.ReadLine() is { } raw)
        {
            if ((lines.Count & 0xfff) == 0) ct.ThrowIfCancellationRequested();
            if (lines.Count == LineLimit)
            {
                problems.Add(new(name, $"The text has more than {LineLimit:N0} lines; the rest was ignored."));
                return lines;
            }
            lines.Add(LineCleaner.Clean(lines.Count + 1, raw));
        }
        if (bounded.IsCut) problems.Add(new(name, "The text is longer than 64 MiB; the rest was ignored."));
        return lines;
    }

    /// <summary>UTF-16 without a byte order mark shows as NUL in every other byte; everything else is read as UTF-8.</summary>
    private static Encoding Detect(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] != 0) continue;
            if ((i & 1) == 0) even++;
            else odd++;
        }
        var half = head.Length / 2;
        if (half < 2) return Encoding.UTF8;
        if (odd > half * 3 / 4 && even < half / 8) return Encoding.Unicode;
        if (even > half * 3 / 4 && odd < half / 8) return Encoding.BigEndianUnicode;
        return Encoding.UTF8;
    }
}
