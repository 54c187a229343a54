using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Certrot.Logs;

namespace Certrot.Collect.Pasted;

/// <summary>Lines of one component, each at its line number of the pasted text: lines in between are blank.</summary>
internal sealed class LogStream
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private int lines;

    /// <summary>Whether no line was added.</summary>
    public bool IsEmpty => lines == 0;

    /// <summary>Adds a line. Numbers only grow.</summary>
    public void Add(int number, string text)
    {
        var blank = number - 1 - lines;
        if (blank > 0)
        {
            bytes.GetSpan(blank)[..blank].Fill((byte)'\n');
            bytes.Advance(blank);
        }
        Encoding.UTF8.GetBytes(text, bytes);
        bytes.Write("\n"u8);
        lines = number;
    }

    /// <summary>The lines as a stream.</summary>
    public Stream Open() =>
        MemoryMarshal.TryGetArray(bytes.WrittenMemory, out var all) ? new MemoryStream(all.Array!, all.Offset, all.Count, writable: false) : Stream.Null;

    /// <summary>Scans the lines; null where there are none.</summary>
    public LogDigest? Scan(LogScanner scanner, string name, DateTimeOffset now, CancellationToken ct)
    {
        if (IsEmpty) return null;
        using var stream = Open();
        return scanner.Scan(stream, name, now, ct);
    }
}
