using System.Text.Json;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Simulator.Api;

namespace Certrot.Simulator.Tests;

/// <summary>The API's edges: what clients of the real one rely on.</summary>
public sealed class ApiTests
{
    [Theory]
    [InlineData("/api/v1/nodes/none", 404, "nodes \"none\" not found")]
    [InlineData("/api/v1/unicorns", 404, "the server could not find the requested resource")]
    [InlineData("/nothing", 404, "the server could not find the requested resource")]
    [InlineData("/api/v1/nodes?continue=%21", 400, "continue key is not valid")]
    [InlineData("/api/v1/nodes?continue=Zm9v", 400, "continue key is not valid")]
    [InlineData("/api/v1/pods?fieldSelector=spec.unknown%3Dx", 400, "field label not supported: spec.unknown")]
    [InlineData("/api/v1/nodes/none/proxy/metrics", 404, "nodes \"none\" not found")]
    public async Task Errors_are_statuses(string path, int code, string message)
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 1 });

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Api.GetAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal((code, message), (error.Status?.Code ?? 0, error.Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Pages_give_every_object_once_and_in_the_order_of_the_names(int size)
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 5 });
        var (names, pages, next) = (new List<string>(), new List<int>(), "");

        do
        {
            using var page = JsonDocument.Parse(await cluster.Api.GetAsync($"/api/v1/nodes?limit={size}{next}", TestContext.Current.CancellationToken));
            pages.Add(page.RootElement.GetProperty("items").GetArrayLength());
            names.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("metadata").GetProperty("name").GetString()!));
            next = page.RootElement.GetProperty("metadata").TryGetProperty("continue", out var more) ? $"&continue={Uri.EscapeDataString(more.GetString()!)}" : "";
        }
        while (next.Length > 0);

        Assert.Equal(["node-00001", "node-00002", "node-00003", "node-00004", "node-00005"], names);
        Assert.Equal((5 + size - 1) / size, pages.Count);
        Assert.All(pages.SkipLast(1), p => Assert.Equal(size, p));
    }

    [Fact]
    public async Task A_page_begins_behind_an_object_that_is_gone()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 3 });
        var key = Uri.EscapeDataString(Convert.ToBase64String("/node-00002a"u8));

        using var page = JsonDocument.Parse(await cluster.Api.GetAsync($"/api/v1/nodes?limit=5&continue={key}", TestContext.Current.CancellationToken));

        Assert.Equal("node-00003", Assert.Single(page.RootElement.GetProperty("items").EnumerateArray()).GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nobody_gets_in_without_credentials()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 1 });
        var stranger = new ClientConfig { Origin = "test", Server = cluster.Simulation.Server, InsecureSkipTlsVerify = true };
        using var api = new KubernetesApi(stranger, TimeProvider.System, "test");

        var error = await Assert.ThrowsAsync<ApiException>(() => api.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken));

        Assert.Equal((401, "Unauthorized"), (error.Status!.Code, error.Status.Reason));
    }

    [Fact]
    public async Task A_watch_goes_on_where_it_was_dropped_and_tells_each_change_once()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 3, Lifetime = TimeSpan.FromMinutes(10), Speed = 120, Faults = Faults.PlantedFault.Parse("api-drops-watches=1", 3, 1) });
        var list = await cluster.Api.ListAsync("/apis/certificates.k8s.io/v1/certificatesigningrequests", static () => { }, static _ => { }, TestContext.Current.CancellationToken);
        var told = new List<(string Type, string Name, long Version)>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(30));

        await foreach (var change in cluster.Api.WatchAsync("/apis/certificates.k8s.io/v1/certificatesigningrequests", list.ResourceVersion!, enough.Token))
        {
            told.Add((change.Type, change.Object.GetProperty("metadata").GetProperty("name").GetString()!, long.Parse(change.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture)));
            // More than one watch's time: it was dropped at least twice.
            if (told.Count(t => t.Type == "ADDED") >= 8) break;
        }

        Assert.Equal(told.Where(t => t.Type == "ADDED").Select(t => t.Name).Distinct().Count(), told.Count(t => t.Type == "ADDED"));
        Assert.Equal(told.Select(t => t.Version).Distinct().Count(), told.Count);
        Assert.Equal(told.Select(t => t.Version).Order(), told.Select(t => t.Version));
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_gone()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 1, OldCsrs = 25_000 });

        var error = await Assert.ThrowsAsync<ApiException>(async () =>
        {
            await foreach (var change in cluster.Api.WatchAsync("/api/v1/nodes", "1", TestContext.Current.CancellationToken)) Assert.Fail($"{change.Type} was told");
        });

        Assert.Equal(410, error.Status?.Code);
    }

    [Fact]
    public void A_damaged_protobuf_body_is_a_bad_request_and_nothing_else()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] body = [.. "k8s\0"u8, .. Enumerable.Range(0, random.Next(60)).Select(_ => (byte)random.Next(256))];
            try
            {
                _ = ProtobufBody.Read(body);
            }
            catch (ApiError e)
            {
                Assert.InRange(e.Code, 400, 415);
            }
        }
    }
}
