using System.Text;
using Certrot.Logs;

namespace Certrot.Collect.Pasted;

/// <summary>Lines of one component, each at its line number of the pasted text: lines in between are blank.</summary>
internal sealed class LogStream
{
    private readonly MemoryStream _bytes = new();
    private int _lines;

    /// <summary>Whether no line was added.</summary>
    public bool IsEmpty => _lines == 0;

    /// <summary>Adds a line. Numbers only grow.</summary>
    public void Add(int number, string text)
    {
        while (_lines < number - 1)
        {
            _bytes.WriteByte((byte)'\n');
            _lines++;
        }
        var buffer = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        _bytes.Write(buffer, 0, Encoding.UTF8.GetBytes(text, buffer));
        _bytes.WriteByte((byte)'\n');
        _lines = number;
    }

    /// <summary>The lines as a stream.</summary>
    public Stream Open()
    {
        _bytes.Position = 0;
        return _bytes;
    }

    /// <summary>Scans the lines; null where there are none.</summary>
    public LogDigest? Scan(LogScanner scanner, string name, DateTimeOffset now, CancellationToken ct) => IsEmpty ? null : scanner.Scan(Open(), name, now, ct);
}
