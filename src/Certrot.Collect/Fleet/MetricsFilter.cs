using System.IO.Pipelines;
using System.Buffers;
using Certrot.Metrics;

namespace Certrot.Collect.Fleet;

/// <summary>Takes the few series about certificates out of a kubelet's metrics while they arrive, and leaves the rest unread: 300 KiB of each node would be 1.5 GB of 5,000.</summary>
internal static class MetricsFilter
{
    private const int LongestLine = 64 << 10;

    private static readonly byte[] wanted = [.. "kubelet_certificate_manager_"u8];

    /// <summary>What sorts behind; Go's registry writes families by name (prometheus/client_golang, Registry.Gather).</summary>
    private static readonly byte[] behind = [.. "kubelet_certificate_manager_~"u8];

    /// <summary>Reads up to the end of what is wanted.</summary>
    /// <returns>The samples, perhaps none.</returns>
    public static async Task<MetricSet> ReadAsync(Stream from, CancellationToken cancellation)
    {
        var kept = new MemoryStream();
        var reader = PipeReader.Create(from, new StreamPipeReaderOptions(leaveOpen: true));
        for (var over = false; !over;)
        {
            var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            var rest = result.Buffer;
            while (!over && rest.PositionOf((byte)'\n') is { } end)
            {
                over = Take(rest.Slice(0, end), kept);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            over |= result.IsCompleted || rest.Length > LongestLine;
            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        kept.Position = 0;
        return MetricReader.Read(kept, "node/metrics.prom", []);
    }

    /// <summary>Keeps a line that is wanted; true where none follows.</summary>
    private static bool Take(ReadOnlySequence<byte> line, MemoryStream kept)
    {
        Span<byte> start = stackalloc byte[64];
        var head = line.Slice(0, Math.Min(line.Length, start.Length));
        head.CopyTo(start);
        start = start[..(int)head.Length];
        if (start.StartsWith("#"u8)) return false;
        if (start.StartsWith(wanted))
        {
            foreach (var part in line) kept.Write(part.Span);
            kept.WriteByte((byte)'\n');
            return false;
        }

        return start.SequenceCompareTo(behind) > 0;
    }
}
