using System.IO.Compression;
using System.Text;
using Certrot.Collect.Streams;

namespace Certrot.Collect.Bundle;

/// <summary>The text of an entry as UTF-8 without a byte order mark. PowerShell's <c>&gt;</c> writes UTF-16; rotated logs are gzipped.</summary>
internal sealed class TextContent : IDisposable
{
    private readonly GuardedStream outer;
    private readonly GuardedStream? inner;

    private TextContent(GuardedStream outer, GuardedStream? inner, Stream stream, bool isEmpty)
    {
        this.outer = outer;
        this.inner = inner;
        Stream = stream;
        IsEmpty = isEmpty;
    }

    public Stream Stream { get; }

    public bool IsEmpty { get; }

    /// <summary>What ended the text before its end; null where nothing did.</summary>
    public string? Failure
    {
        get
        {
            if ((outer.Failure ?? inner?.Failure) is { } failure) return failure;
            // .NET's gzip reader takes the end of its input for the end of its content.
            return inner is not null && outer.Tail != (uint)inner.Total
                ? "may be incomplete: its length is not the one at the end of the gzip file; what is there was used."
                : null;
        }
    }

    public static TextContent Open(
        EntryContent content, long maxBytes, ReadBudget budget, long? announced, bool unzip, CancellationToken cancellationToken)
    {
        var packed = new GuardedStream(content, maxBytes, budget, announced, cancellationToken);
        GuardedStream? unpacked = null;
        Stream stream = packed;
        var head = Peek(ref stream);
        if (unzip && head.Span.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            var gzip = new EntryContent(new GZipStream(stream, CompressionMode.Decompress), () => Math.Max(1, packed.Total));
            unpacked = new GuardedStream(gzip, maxBytes, budget, null, cancellationToken);
            stream = unpacked;
            head = Peek(ref stream);
        }
        if (head.Span.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) stream = Transcode(stream, Encoding.Unicode);
        else if (head.Span.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) stream = Transcode(stream, Encoding.BigEndianUnicode);
        else if (head.Span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) Discard(stream, 3);
        return new TextContent(packed, unpacked, stream, head.Length == 0);
    }

    public void Dispose() => Stream.Dispose();

    private static ReadOnlyMemory<byte> Peek(ref Stream stream)
    {
        var buffer = new byte[3];
        var head = buffer.AsMemory(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        stream = new PrefixedStream(head, stream);
        return head;
    }

    private static Stream Transcode(Stream stream, Encoding encoding)
    {
        Discard(stream, 2);
        return Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8);
    }

    private static void Discard(Stream stream, int count)
    {
        Span<byte> mark = stackalloc byte[count];
        stream.ReadExactly(mark);
    }
}
