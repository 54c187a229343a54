using Certrot.Collect.Streams;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>The parts of a rotated log as one text, each opened when the one before it has ended.</summary>
internal sealed class RotatedLogStream(
    IEnumerable<LogPart> oldestFirst, BundleEntries entries, ReadBudget budget, ICollection<ReadProblem> problems, CancellationToken cancellationToken)
    : ReadOnlyStream
{
    private readonly IEnumerator<LogPart> parts = oldestFirst.GetEnumerator();
    private IEnumerator<(string Path, BundleEntry Entry)>? position;
    private TextContent? text;
    private byte last = (byte)'\n';

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        while (true)
        {
            if (text is null && !OpenNext()) return 0;
            var read = text?.Stream.Read(buffer) ?? 0;
            if (read > 0)
            {
                last = buffer[read - 1];
                return read;
            }
            ClosePart();
            if (last == (byte)'\n') continue;
            // A part that was cut in the middle of a line must not run into the next.
            last = buffer[0] = (byte)'\n';
            return 1;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ClosePart();
            parts.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool OpenNext()
    {
        while (parts.MoveNext())
        {
            var part = parts.Current;
            position = entries.Reopen(part.Location);
            if (position?.Current.Entry is not { Open: { } open } entry)
            {
                position?.Dispose();
                continue;
            }
            try
            {
                text = TextContent.Open(open(), budget.Limits.MaxLogBytes, budget, entry.Size, unzip: true, cancellationToken);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(new ReadProblem(part.Path, SmallFile.OpenFailure(e)));
                position.Dispose();
            }
        }
        return false;
    }

    private void ClosePart()
    {
        if (text is null) return;
        if (text.Failure is { } failure) problems.Add(new ReadProblem(parts.Current.Path, failure));
        text.Dispose();
        text = null;
        position?.Dispose();
        position = null;
    }
}
