namespace Certrot.Collect.Streams;

/// <summary>Bytes that were read ahead, and then the rest of the stream.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> ahead = prefix;

    public override int Read(Span<byte> buffer)
    {
        if (ahead.Length == 0) return rest.Read(buffer);
        var count = Math.Min(ahead.Length, buffer.Length);
        ahead.Span[..count].CopyTo(buffer);
        ahead = ahead[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
