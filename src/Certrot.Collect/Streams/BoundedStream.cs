namespace Certrot.Collect.Streams;

/// <summary>The first bytes of a stream. Does not close it: it is the caller's.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : ReadOnlyStream
{
    private long left = limit;

    /// <summary>Whether the inner stream holds more than the limit.</summary>
    public bool IsCut { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (left == 0)
        {
            if (!IsCut && buffer.Length > 0) IsCut = inner.Read(stackalloc byte[1]) > 0;
            return 0;
        }
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read;
    }
}
