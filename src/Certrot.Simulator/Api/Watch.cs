using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Certrot.Simulator.Cluster;
using Microsoft.AspNetCore.Http;

namespace Certrot.Simulator.Api;

/// <summary>Tells changes as they happen, with bookmarks, until the time that was asked for is over.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="resource">The kind.</param>
/// <param name="selection">What is wanted of it.</param>
/// <param name="include">What rows hold of their objects; null where no tables are asked for.</param>
internal sealed class Watch(SimulatedCluster cluster, ApiResource resource, Selection selection, string? include)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Drop = TimeSpan.FromSeconds(2);

    /// <summary>Writes events until the watch is over.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var query = context.Request.Query;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0) limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        else limit.CancelAfter(TimeSpan.FromMinutes(30));
        if (cluster.Plane.DropsWatches) limit.CancelAfter(Drop);
        Channel<Change> channel;
        var first = new ArrayBufferWriter<byte>();
        lock (cluster.Lock)
        {
            // Without a version the watch begins with what there is (k8s.io/apiserver docs, "Get State and Start at Any").
            var from = long.TryParse(query["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : (long?)null;
            var (past, future) = cluster.Watch(resource.Plural, from ?? cluster.Version) ?? throw new ApiError(410, "Expired", $"too old resource version: {from} ({cluster.OldestVersion})");
            channel = future;
            if (from is null)
            {
                foreach (var item in cluster.Store(resource.Plural).All.Where(selection.Takes)) Event(first, "ADDED", item);
            }

            foreach (var change in past) Event(first, change);
        }

        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(limit.Token).ConfigureAwait(false);
            await SendAsync(context, first, limit.Token).ConfigureAwait(false);
            await FollowAsync(context, channel.Reader, query["allowWatchBookmarks"].ToString() is "1" or "true", limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The time is over: the answer ends as it should.
        }
        finally
        {
            lock (cluster.Lock) cluster.Unwatch(channel);
        }
    }

    private async Task FollowAsync(HttpContext context, ChannelReader<Change> changes, bool bookmarks, CancellationToken cancellation)
    {
        while (true)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var interval = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            interval.CancelAfter(BookmarkInterval);
            try
            {
                if (!await changes.WaitToReadAsync(interval.Token).ConfigureAwait(false)) return;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                if (!bookmarks) continue;
                lock (cluster.Lock) Bookmark(buffer);
                await SendAsync(context, buffer, cancellation).ConfigureAwait(false);
                continue;
            }

            lock (cluster.Lock)
            {
                while (changes.TryRead(out var change)) Event(buffer, change);
            }

            await SendAsync(context, buffer, cancellation).ConfigureAwait(false);
        }
    }

    private void Event(ArrayBufferWriter<byte> to, Change change)
    {
        if (change.Resource == resource.Plural && selection.Takes(change.Item)) Event(to, change.Type, change.Item);
    }

    private void Event(ArrayBufferWriter<byte> to, string type, SimObject item)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WritePropertyName("object"u8);
            new ListWriter(resource, cluster.Clock.Now, include).Write(json, item);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private void Bookmark(ArrayBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "BOOKMARK");
            json.WriteStartObject("object"u8);
            json.WriteString("kind"u8, resource.Kind);
            json.WriteString("apiVersion"u8, resource.ApiVersion);
            json.WriteStartObject("metadata"u8);
            json.WriteString("resourceVersion"u8, cluster.Version.ToString(CultureInfo.InvariantCulture));
            json.WriteNull("creationTimestamp"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static async Task SendAsync(HttpContext context, ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.WrittenCount > 0) await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, cancellation).ConfigureAwait(false);
        await context.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
