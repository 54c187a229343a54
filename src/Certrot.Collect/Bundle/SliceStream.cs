using Certrot.Collect.Streams;
namespace Certrot.Collect.Bundle;

/// <summary>The next bytes of a stream, up to a length. It leaves the stream open.</summary>
internal sealed class SliceStream(Stream inner, long length) : ReadOnlyStream
{
    public long Consumed { get; private set; }

    public long Remaining => length - Consumed;

    /// <summary>Whether the stream ended before the length was reached.</summary>
    public bool CutShort { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (Remaining <= 0 || buffer.Length == 0) return 0;
        var read = inner.Read(buffer.Length > Remaining ? buffer[..(int)Remaining] : buffer);
        if (read == 0) CutShort = true;
        Consumed += read;
        return read;
    }

    /// <summary>Counts the rest as read without reading it.</summary>
    public void Skip() => Consumed = length;
}
