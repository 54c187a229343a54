using Certrot.Collect.Streams;

namespace Certrot.Collect.Gathered;

/// <summary>A stream whose length is known beforehand: a tar archive says it before the content, and asks a stream that claims to seek for it.</summary>
internal sealed class MeasuredStream(Stream inner, long length) : ReadOnlyStream
{
    private long read;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        read += count;
        return count;
    }
}
