namespace Certrot.ApiClient.Http;

/// <summary>
/// Writes a header with several values as several lines. The framework joins the values of a header with commas, and the API server takes each line of
/// <c>Impersonate-Group</c> for one group (k8s.io/apiserver/pkg/endpoints/filters/impersonation.go). HTTP/1.1 only: values come joined by <see cref="Separator"/>, and are taken apart
/// here, in the heads of requests and nowhere else.
/// </summary>
/// <param name="inner">The connection, behind TLS.</param>
internal sealed class RepeatedHeaderStream(Stream inner) : Stream
{
    /// <summary>A character that no group's name has in a header.</summary>
    internal const char Separator = '\u0001';

    /// <summary>The header.</summary>
    internal const string Header = "Impersonate-Group";

    private const int LongestHead = 1 << 16;

    private static readonly byte[] replacement = System.Text.Encoding.ASCII.GetBytes($"\r\n{Header}: ");

    private readonly MemoryStream head = new();
    private long body;
    private bool isUpgraded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (isUpgraded || body > 0)
            {
                var length = isUpgraded ? buffer.Length : (int)Math.Min(buffer.Length, body);
                if (!isUpgraded) body -= length;
                await inner.WriteAsync(buffer[..length], cancellationToken).ConfigureAwait(false);
                buffer = buffer[length..];
                continue;
            }

            buffer = buffer[Take(buffer.Span)..];
            if (Head() is not { } complete) continue;
            await inner.WriteAsync(complete, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            head.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes bytes of a head, up to its end.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            head.WriteByte(bytes[i]);
            if (bytes[i] == '\n' && head.GetBuffer().AsSpan(0, (int)head.Length).EndsWith("\r\n\r\n"u8)) return i + 1;
            if (head.Length > LongestHead) throw new IOException("the head of the request is longer than 64 KiB");
        }

        return bytes.Length;
    }

    /// <summary>The head where it is complete, with its values on lines of their own.</summary>
    private byte[]? Head()
    {
        var read = head.GetBuffer().AsSpan(0, (int)head.Length);
        if (!read.EndsWith("\r\n\r\n"u8)) return null;
        using var written = new MemoryStream();
        foreach (var b in read)
        {
            if (b == Separator) written.Write(replacement);
            else written.WriteByte(b);
        }

        foreach (var line in System.Text.Encoding.Latin1.GetString(read).Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) body = long.Parse(line.AsSpan(15), System.Globalization.NumberStyles.AllowLeadingWhite, System.Globalization.CultureInfo.InvariantCulture);
            if (line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase)) isUpgraded = true;
        }

        head.SetLength(0);
        return written.ToArray();
    }
}
