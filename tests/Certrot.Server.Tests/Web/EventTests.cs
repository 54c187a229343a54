using System.Diagnostics;
using System.Text.Json;

namespace Certrot.Server.Tests.Web;

public sealed class EventTests(Served served) : IClassFixture<Served>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_tell_what_happens_and_go_on_after_the_last_one_seen()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Address, "/api/v1/events"));
        request.Headers.TryAddWithoutValidation("Last-Event-ID", "29");
        using var answer = await served.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var missed = await NextAsync(events, "transition");

        var cluster = await NextAsync(events, "cluster");
        await served.DenyAsync("node-00030");
        var since = Stopwatch.StartNew();
        JsonElement told;
        do told = await NextAsync(events, "transition");
        while (told.GetProperty("node").GetString() != "node-00030" || told.GetProperty("kind").GetString() != "failing");

        Assert.InRange(since.Elapsed.TotalSeconds, 0, 5);
        Assert.Equal(30, missed.GetProperty("id").GetInt32());
        Assert.Equal("csr-denied-by-approver", told.GetProperty("after").GetProperty("cause").GetString());
        Assert.Equal("simulated", cluster.GetProperty("context").GetString());
    }

    private static async Task<JsonElement> NextAsync(StreamReader events, string name)
    {
        while (await events.ReadLineAsync(Cancellation) is { } line)
        {
            if (line == $"event: {name}") return JsonDocument.Parse((await events.ReadLineAsync(Cancellation))!["data: ".Length..]).RootElement;
        }

        throw new InvalidOperationException($"the events ended without {name}");
    }
}
