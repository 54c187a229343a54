using System.Collections.Concurrent;
using Certrot.ApiClient.Http;
using Microsoft.AspNetCore.Http;

namespace Certrot.ApiClient.Tests.Http;

public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_goes_on_where_it_was_whatever_ends_a_call()
    {
        var from = new ConcurrentQueue<string>();
        await using var server = await StubServer.StartAsync(async (context, call) =>
        {
            from.Enqueue(context.Request.Query["resourceVersion"].ToString());
            Assert.Equal("1", context.Request.Query["watch"]);
            Assert.Equal("true", context.Request.Query["allowWatchBookmarks"]);
            Assert.InRange(int.Parse(context.Request.Query["timeoutSeconds"].ToString(), System.Globalization.CultureInfo.InvariantCulture), 300, 600);
            switch (call)
            {
                // Ends by itself, behind a bookmark.
                case 1:
                    await SendAsync(context, Event("ADDED", "a", 11) + Event("BOOKMARK", "", 20));
                    break;
                // Breaks in the middle of a line.
                case 2:
                    await SendAsync(context, Event("MODIFIED", "a", 21) + Event("DELETED", "b", 22)[..30]);
                    // Not before it has arrived.
                    await Task.Delay(300, Cancellation);
                    context.Abort();
                    break;
                case 3:
                    await StubServer.Json(context, "{\"kind\":\"Status\",\"code\":503}", 503);
                    break;
                // A server that is in trouble says so in an event.
                case 4:
                    await SendAsync(context, "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"message\":\"etcd\"}}\n");
                    break;
                default:
                    await SendAsync(context, Event("DELETED", "b", 22) + "\n" + Event("ADDED", "c", 23));
                    break;
            }
        });
        using var api = server.Client();
        var seen = new List<string>();

        await foreach (var change in api.WatchAsync("/api/v1/nodes?labelSelector=x", "10", Cancellation))
        {
            seen.Add($"{change.Type} {change.Object.GetProperty("metadata").GetProperty("name").GetString()} {change.ResourceVersion}");
            if (seen.Count == 4) break;
        }

        Assert.Equal(["ADDED a 11", "MODIFIED a 21", "DELETED b 22", "ADDED c 23"], seen);
        Assert.Equal(["10", "20", "21", "21", "21"], from);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_server_has_forgotten_is_to_be_listed_anew(bool asEvent)
    {
        const string gone = "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old resource version: 1 (5)\"}";
        await using var server = await StubServer.StartAsync((context, _) => asEvent ? SendAsync(context, $"{{\"type\":\"ERROR\",\"object\":{gone}}}\n") : StubServer.Json(context, gone, 410));
        using var api = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => FirstAsync(api));

        Assert.Equal(410, error.Status!.Code);
        Assert.Equal("too old resource version: 1 (5)", error.Message);
    }

    [Theory]
    [InlineData("<html>please log in</html>\n")]
    [InlineData("{\"type\":1}\n")]
    [InlineData("[]\n")]
    public async Task Something_else_than_events_is_told(string junk)
    {
        await using var server = await StubServer.StartAsync((context, _) => SendAsync(context, junk));
        using var api = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => FirstAsync(api));

        Assert.Contains("is a proxy in between?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_at_once()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{\"kind\":\"Status\",\"code\":403,\"message\":\"nodes is forbidden\"}", 403));
        using var api = server.Client();

        Assert.True((await Assert.ThrowsAsync<ApiException>(() => FirstAsync(api))).IsForbidden);
    }

    [Fact]
    public async Task An_endless_line_does_not_fill_memory()
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            var piece = new string('x', 1 << 20);
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.WriteAsync(piece, context.RequestAborted);
        });
        using var api = server.Client();

        Assert.Contains("longer than 16 MiB", (await Assert.ThrowsAsync<ApiException>(() => FirstAsync(api))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_may_give_up_on_a_quiet_watch()
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
        });
        using var api = server.Client();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var change in api.WatchAsync("/api/v1/nodes", "1", stop.Token)) Assert.Fail(change.Type);
        });
    }

    private static async Task FirstAsync(KubernetesApi api)
    {
        await foreach (var change in api.WatchAsync("/api/v1/nodes", "1", Cancellation)) Assert.Fail(change.Type);
    }

    private static string Event(string type, string name, int version) => $"{{\"type\":\"{type}\",\"object\":{{\"kind\":\"Node\",\"metadata\":{{\"name\":\"{name}\",\"resourceVersion\":\"{version}\"}}}}}}\n";

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }
}
