using System.Globalization;
using Certrot.Server.History;
using Microsoft.AspNetCore.Http;

namespace Certrot.Server.Web;

/// <summary><c>/api/v1/events</c>: what happens, while it happens, as server-sent events.</summary>
/// <param name="hub">Where events come from.</param>
/// <param name="history">What a client has missed.</param>
/// <param name="stopping">The server ends.</param>
internal sealed class EventEndpoint(EventHub hub, HistoryReader history, CancellationToken stopping)
{
    private const int MostListeners = 1000;
    private const int MostMissed = 1000;

    /// <summary>Proxies close connections that are silent for a minute or less.</summary>
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(15);

    /// <summary>Answers until the client has gone, or does not take what it is sent.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (hub.Listeners >= MostListeners)
        {
            context.Response.Headers.RetryAfter = "30";
            await context.ErrorAsync(StatusCodes.Status503ServiceUnavailable, $"{MostListeners} clients listen already: try again later.").ConfigureAwait(false);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        // nginx would hold events back until its buffer is full.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var events = hub.Listen();
        try
        {
            await context.Response.Body.WriteAsync("retry: 2000\n\n"u8.ToArray(), ended.Token).ConfigureAwait(false);
            var last = await MissedAsync(context, ended.Token).ConfigureAwait(false);
            while (await NextAsync(events.Reader, context, ended.Token).ConfigureAwait(false))
            {
                while (events.Reader.TryRead(out var one))
                {
                    if (one.Id is null || one.Id > last) await context.Response.Body.WriteAsync(one.Bytes, ended.Token).ConfigureAwait(false);
                }

                await context.Response.Body.FlushAsync(ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The way that it ends.
        }
        finally
        {
            hub.Leave(events);
        }
    }

    /// <summary>Sends what happened after the last event that the client saw.</summary>
    /// <returns>The number of the last transition that was sent; 0 where none was.</returns>
    private async Task<long> MissedAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!long.TryParse(context.Request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)) last = 0;
        if (last > 0)
        {
            try
            {
                foreach (var missed in await history.AfterAsync(last, MostMissed, cancellation).ConfigureAwait(false))
                {
                    await context.Response.Body.WriteAsync(ApiJson.TransitionEvent(missed).Bytes, cancellation).ConfigureAwait(false);
                    last = missed.Id;
                }
            }
            catch (HistoryException)
            {
                // It comes when the database is back; until then there is nothing to tell.
            }
        }

        await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        return last;
    }

    /// <summary>Waits for an event, and shows meanwhile that the connection lives.</summary>
    private static async Task<bool> NextAsync(System.Threading.Channels.ChannelReader<ServerEvent> events, HttpContext context, CancellationToken cancellation)
    {
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(silence);
            try
            {
                return await events.WaitToReadAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(": \n\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
