using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Certrot.ApiClient.Http;

/// <summary>Reads the events of one watch call: an object on each line.</summary>
/// <param name="response">The answer.</param>
/// <param name="content">Its body.</param>
internal sealed class WatchStream(HttpResponseMessage response, Stream content) : IAsyncDisposable
{
    /// <summary>An object has at most some MiB (etcd takes 1.5 MiB by default).</summary>
    private const int LongestLine = 16 << 20;

    private readonly PipeReader reader = PipeReader.Create(content);

    /// <summary>The next event; null where the call has ended.</summary>
    /// <exception cref="ApiException">What came is no event.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<WatchEvent?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var found = line.IsEmpty ? null : Parse(line);
                reader.AdvanceTo(buffer.GetPosition(1, end));
                if (found is not null) return found;
                continue;
            }

            if (buffer.Length > LongestLine) throw new ApiException($"a line of the watch is longer than {LongestLine >> 20} MiB: is a proxy in between?");
            reader.AdvanceTo(buffer.Start, buffer.End);
            // Half a line at the end is an event that is told again to whoever goes on.
            if (result.IsCompleted) return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync().ConfigureAwait(false);
        response.Dispose();
    }

    private static WatchEvent Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 128 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && root.TryGetProperty("object", out var item) && item.ValueKind == JsonValueKind.Object)
            {
                var version = item.TryGetProperty("metadata", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("resourceVersion", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
                return new WatchEvent(type.GetString()!, item.Clone(), version is { Length: > 0 } ? version : null);
            }
        }
        catch (JsonException)
        {
            // Told below, with what is not an event too.
        }

        throw new ApiException("a line of the watch is no event: is a proxy in between?");
    }
}
