using System.IO.Compression;

namespace Certrot.Collect.Gathered;

/// <summary>Compresses a file while it comes in, so that a list of any length takes little memory.</summary>
internal sealed class Packer : IDisposable
{
    private readonly MemoryStream packed = new();
    private readonly CountingStream counting;

    public Packer() => counting = new CountingStream(new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true));

    /// <summary>Takes the content.</summary>
    public Stream Stream => counting;

    /// <summary>The compressed bytes, and how long the content is.</summary>
    public (byte[] Bytes, long Length) Finish()
    {
        counting.Dispose();
        return (packed.ToArray(), counting.Written);
    }

    public void Dispose() => counting.Dispose();

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position
        {
            get => Written;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Written += buffer.Length;
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Flushing the compressor at each object would make it worse by half.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
