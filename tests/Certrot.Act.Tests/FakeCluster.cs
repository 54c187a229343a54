using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Approval;
using Certrot.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Certrot.Act.Tests;

/// <summary>
/// An API server on loopback with resource versions, watches, conflicts and the subresource approval, that fails where a test wants it to. What a real one answers is checked against a
/// real one.
/// </summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    public const string Bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Nodes = "/api/v1/nodes", Services = "/api/v1/services", Endpoints = "/api/v1/namespaces/default/endpoints", Events = "/api/v1/namespaces/default/events",
        Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";

    private static readonly string[] collections = [CsrReviewer.Path, Nodes, Services, Endpoints, Events, Leases];

    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Collection, string Line)> changes = [];
    private readonly List<WriteCall> writes = [];
    private WebApplication app = null!;
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version = 100;

    /// <summary>Asked before each request; true where it has answered.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>Called when a write was carried out and told to watchers, before it is answered; true where it has answered, or cut the connection.</summary>
    public Func<HttpContext, Task<bool>>? AfterWrite { get; set; }

    /// <summary>What was asked to be written, whatever came of it.</summary>
    public IReadOnlyList<WriteCall> Writes
    {
        get
        {
            lock (gate) return [.. writes];
        }
    }

    /// <summary>Starts a cluster with the Service and the Endpoints kubernetes, and the Nodes worker-1 to worker-3 at 10.0.0.11 to 10.0.0.13.</summary>
    public static async Task<FakeCluster> StartAsync()
    {
        var cluster = new FakeCluster();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        cluster.app = builder.Build();
        cluster.app.Run(cluster.AnswerAsync);
        await cluster.app.StartAsync();
        cluster.Put(Services, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "kubernetes", ["namespace"] = "default" }, ["spec"] = new JsonObject { ["clusterIP"] = "10.96.0.1", ["clusterIPs"] = new JsonArray("10.96.0.1") } });
        cluster.Put(Endpoints, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "kubernetes", ["namespace"] = "default" }, ["subsets"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray(new JsonObject { ["ip"] = "10.0.0.2" }) }) });
        for (var i = 1; i <= 3; i++) cluster.PutNode($"worker-{i}", $"10.0.0.{10 + i}");
        return cluster;
    }

    public ClientConfig Config() => new() { Origin = "test", Server = new Uri(app.Urls.First() + "/"), RequestTimeout = TimeSpan.FromSeconds(2) };

    public KubernetesApi Client(TimeProvider? clock = null) => new(Config(), clock ?? TimeProvider.System, "certrot/test");

    public async ValueTask DisposeAsync()
    {
        // Watches are not waited for.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    /// <summary>Creates an object, or replaces it, whatever is there.</summary>
    public void Put(string collection, JsonObject item)
    {
        lock (gate) Store(collection, item);
    }

    public void PutNode(string name, params string[] addresses) => PutNode(name, 10250, addresses);

    public void PutNode(string name, int port, params string[] addresses) => Put(Nodes, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = "node-" + name, ["creationTimestamp"] = "2026-01-01T00:00:00Z" },
        ["status"] = new JsonObject
        {
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
            ["addresses"] = new JsonArray([new JsonObject { ["type"] = "Hostname", ["address"] = name }, .. addresses.Select(a => new JsonObject { ["type"] = "InternalIP", ["address"] = a })]),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["lastTransitionTime"] = "2026-01-01T00:00:00Z" }),
        },
    });

    /// <summary>A CSR that was created now.</summary>
    public void PutCsr(string name, CsrBuilder csr, string? uid = null)
    {
        var item = csr.Build();
        item["metadata"] = new JsonObject { ["name"] = name, ["uid"] = uid ?? "uid-" + name, ["creationTimestamp"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
        Put(CsrReviewer.Path, item);
    }

    /// <summary>A CSR of a node for its serving certificate.</summary>
    public void PutServing(string name, string node, params string[] names) => PutCsr(name, CsrBuilder.Serving(node).With(KubeletRequest.Serving(node, names)));

    public void Delete(string collection, string name)
    {
        lock (gate)
        {
            if (!objects.Remove($"{collection}/{name}", out var gone)) return;
            Tell(collection, "DELETED", gone);
        }
    }

    public JsonObject? Find(string collection, string name)
    {
        lock (gate) return objects.TryGetValue($"{collection}/{name}", out var item) ? (JsonObject)item.DeepClone() : null;
    }

    /// <summary>The types of a CSR's conditions.</summary>
    public string Conditions(string csr) => string.Join(',', (Find(CsrReviewer.Path, csr)?["status"]?["conditions"] as JsonArray ?? []).Select(c => c!["type"]!.ToString()));

    /// <summary>Cuts the connection without an answer.</summary>
    public static bool Cut(HttpContext context)
    {
        context.Abort();
        return true;
    }

    public static async Task<bool> StatusAsync(HttpContext context, int code, string reason, string message)
    {
        await JsonAsync(context, code, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code });
        return true;
    }

    private static Task JsonAsync(HttpContext context, int code, JsonObject json)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json.ToJsonString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var isWrite = !HttpMethods.IsGet(context.Request.Method);
        JsonObject? body = null;
        if (isWrite)
        {
            body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            lock (gate) writes.Add(new WriteCall(context.Request.Method, path, context.Request.QueryString.Value ?? "", (JsonObject)body.DeepClone()));
        }

        if (Before is { } before && await before(context)) return;
        if (!isWrite && Array.Exists(collections, c => c == path))
        {
            await (context.Request.Query.ContainsKey("watch") ? WatchAsync(context, path) : JsonAsync(context, 200, List(path)));
            return;
        }

        var (code, answer) = isWrite ? Write(context.Request.Method, path, context.Request.Query.ContainsKey("dryRun"), body!) : Read(path);
        if (isWrite && code < 300 && AfterWrite is { } after && await after(context)) return;
        if (answer is null) await StatusAsync(context, code, code == 409 ? "Conflict" : "NotFound", code == 409 ? "the object has been modified" : $"{path} not found");
        else await JsonAsync(context, code, answer);
    }

    private (int Code, JsonObject? Answer) Read(string path)
    {
        lock (gate) return objects.TryGetValue(path, out var item) ? (200, (JsonObject)item.DeepClone()) : (404, null);
    }

    private (int Code, JsonObject? Answer) Write(string method, string path, bool dryRun, JsonObject body)
    {
        lock (gate)
        {
            if (method == "DELETE") return Remove(path, body);
            if (method == "POST") body["metadata"]!["uid"] ??= $"uid-{version}";
            if (method == "POST") return objects.ContainsKey($"{path}/{body["metadata"]!["name"]}") ? (409, null) : (201, Store(path, body));
            var isApproval = path.EndsWith("/approval", StringComparison.Ordinal);
            var key = isApproval ? path[..^9] : path;
            if (!objects.TryGetValue(key, out var old)) return (404, null);
            if (body["metadata"]!["resourceVersion"]!.ToString() != old["metadata"]!["resourceVersion"]!.ToString() || body["metadata"]!["uid"]?.ToString() != old["metadata"]!["uid"]?.ToString()) return (409, null);
            if (dryRun) return (200, body);
            var changed = body;
            if (isApproval)
            {
                changed = (JsonObject)old.DeepClone();
                changed["status"] = body["status"]!.DeepClone();
            }

            return (200, Store(key[..key.LastIndexOf('/')], changed));
        }
    }

    /// <summary>Called under the gate. Another of the same name stays.</summary>
    private (int Code, JsonObject? Answer) Remove(string path, JsonObject options)
    {
        if (!objects.TryGetValue(path, out var there)) return (404, null);
        if (options["preconditions"]?["uid"]?.ToString() is { } uid && uid != there["metadata"]!["uid"]?.ToString()) return (409, null);
        Delete(path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
        return (200, new JsonObject { ["kind"] = "Status", ["status"] = "Success" });
    }

    /// <summary>Called under the gate.</summary>
    private JsonObject Store(string collection, JsonObject item)
    {
        var own = (JsonObject)item.DeepClone();
        var key = $"{collection}/{own["metadata"]!["name"]}";
        var type = objects.ContainsKey(key) ? "MODIFIED" : "ADDED";
        objects[key] = own;
        Tell(collection, type, own);
        return (JsonObject)own.DeepClone();
    }

    private void Tell(string collection, string type, JsonObject item)
    {
        item["metadata"]!["resourceVersion"] = (++version).ToString(CultureInfo.InvariantCulture);
        changes.Add((version, collection, new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n"));
        var told = news;
        news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private JsonObject List(string collection)
    {
        lock (gate)
        {
            var items = objects.Where(o => o.Key.StartsWith(collection + "/", StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => o.Value.DeepClone()).ToArray();
            return new JsonObject { ["kind"] = "List", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) }, ["items"] = new JsonArray(items) };
        }
    }

    private async Task WatchAsync(HttpContext context, string collection)
    {
        var from = long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
        var at = 0;
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        while (!context.RequestAborted.IsCancellationRequested)
        {
            Task more;
            string[] lines;
            lock (gate)
            {
                lines = [.. changes.Skip(at).Where(c => c.Version > from && c.Collection == collection).Select(c => c.Line)];
                (at, more) = (changes.Count, news.Task);
            }

            foreach (var line in lines) await context.Response.WriteAsync(line, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await more.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
