namespace Certrot.Collect.Pasted;

/// <summary>The first bytes of a stream. Does not close it: it is the caller's.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private long left = limit;

    /// <summary>Whether the inner stream holds more than the limit.</summary>
    public bool IsCut { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
