using Certrot.Collect.Streams;
namespace Certrot.Collect.Bundle;

/// <summary>
/// Lets a reader use what is there: at a limit or a damage the stream ends, and <see cref="Failure"/> says why. Cancellation alone is thrown.
/// </summary>
internal sealed class GuardedStream(EntryContent content, long maxBytes, ReadBudget budget, long? announced, CancellationToken cancellationToken)
    : ReadOnlyStream
{
    private uint tail;

    /// <summary>What ended the stream before its end, as a sentence about the entry; null where nothing did.</summary>
    public string? Failure { get; private set; }

    public long Total { get; private set; }

    /// <summary>The last four bytes read, the first of them lowest: gzip ends with the length of its content (RFC 1952 §2.3.1).</summary>
    public uint Tail => tail;

    private bool ended;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (ended || buffer.Length == 0) return 0;
        int read;
        try
        {
            read = content.Stream.Read(buffer);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            return Stop(e is InvalidDataException
                ? $"is damaged: its compressed data cannot be read after {Total} bytes; what came before was used."
                : $"could not be read after {Total} bytes ({e.GetType().Name}); what came before was used.");
        }
        if (read == 0) return Finish();
        Total += read;
        KeepTail(buffer[..read]);
        var exceeded = Exceeded() ?? budget.Add(read);
        if (exceeded is not null)
        {
            Failure = $"{exceeded}; reading stopped after {Total} bytes, and what came before was used.";
            ended = true;
            return (int)Math.Max(0, read - Math.Max(0, Total - maxBytes));
        }
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Stream.Dispose();
        base.Dispose(disposing);
    }

    private string? Exceeded()
    {
        if (Total > maxBytes) return $"holds more than {Amount.Bytes(maxBytes)}";
        var limits = budget.Limits;
        return content.PackedRead is { } packed && Total > limits.ExpansionGraceBytes && Total / limits.MaxExpansionRatio > packed()
            ? $"expands to more than {limits.MaxExpansionRatio} times its size"
            : null;
    }

    private int Finish()
    {
        if (content.Slice is { CutShort: true } slice)
            return Stop($"is cut short: {slice.Remaining} bytes are missing at its end; what came before was used.");
        // A log in a directory may grow while it is read.
        if (content.Slice is not null && announced is { } size && size != Total)
            return Stop($"holds {Total} bytes, although the archive announces {size}; what is there was used.");
        ended = true;
        return 0;
    }

    private int Stop(string failure)
    {
        Failure = failure;
        ended = true;
        return 0;
    }

    private void KeepTail(ReadOnlySpan<byte> read)
    {
        foreach (var b in read.Length > 4 ? read[^4..] : read) tail = (tail >> 8) | ((uint)b << 24);
    }
}
