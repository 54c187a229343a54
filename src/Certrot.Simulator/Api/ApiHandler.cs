using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Rbac;
using Certrot.Simulator.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Certrot.Simulator.Api;

/// <summary>Answers requests to the API.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="authenticator">Tells who asks.</param>
internal sealed class ApiHandler(SimulatedCluster cluster, Authenticator authenticator)
{
    private int requests;

    private readonly AccessReviews reviews = new(cluster);
    private readonly NodeProxy proxy = new(cluster);

    /// <summary>Answers a request. Never throws on requests.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.Date = HeaderUtilities.FormatDate(cluster.Clock.Now);
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (ApiError e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.Code, json => Status(json, e)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Who asked has gone.
        }
        catch (IOException)
        {
            // Likewise.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            await context.Response.WriteAsync("ok", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (cluster.Plane.Throttles && Interlocked.Increment(ref requests) % 3 == 0)
        {
            context.Response.Headers.RetryAfter = "1";
            throw new ApiError(429, "TooManyRequests", "too many requests, please try again later");
        }

        var who = authenticator.Who(context);
        var buffer = new ArrayBufferWriter<byte>(16 << 10);
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (Discovery.TryWrite(path, json))
            {
                json.Flush();
                await SendAsync(context, 200, buffer).ConfigureAwait(false);
                return;
            }
        }

        var parsed = ApiPath.Parse(path) ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        if (parsed.Group == AccessReviews.Group && HttpMethods.IsPost(context.Request.Method))
        {
            var review = await BodyAsync(context).ConfigureAwait(false);
            await WriteAsync(context, 201, json =>
            {
                lock (cluster.Lock) reviews.Answer(parsed.Plural, review, who, json);
            }).ConfigureAwait(false);
            return;
        }

        var resource = ApiResource.Find(parsed.Group, parsed.Version, parsed.Plural) ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        Authorize(who, context, parsed, resource);
        if (resource.Plural == "nodes" && parsed.Subresource == "proxy") await proxy.AnswerAsync(context, parsed.Name, parsed.Rest).ConfigureAwait(false);
        else if (HttpMethods.IsGet(context.Request.Method) && parsed.Subresource is "" or "approval" or "status" || (resource.Plural == "pods" && parsed.Subresource == "log")) await ReadAsync(context, resource, parsed).ConfigureAwait(false);
        else await ChangeAsync(context, resource, parsed, who).ConfigureAwait(false);
    }

    private void Authorize(Identity who, HttpContext context, ApiPath path, ApiResource resource)
    {
        var verb = context.Request.Method switch
        {
            "GET" or "HEAD" when IsWatch(context) => "watch",
            "GET" or "HEAD" => path.Name.Length > 0 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => throw new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
        bool allowed;
        lock (cluster.Lock) allowed = reviews.Decide(who, new AccessRequest(verb, resource.Group, resource.Plural, path.Subresource.Length > 0 ? path.Subresource : null, path.Name.Length > 0 ? path.Name : null)).Allowed;
        if (allowed) return;
        var what = path.Subresource.Length > 0 ? $"{resource.Plural}/{path.Subresource}" : resource.Plural;
        var where = path.Namespace.Length > 0 ? $"in the namespace \"{path.Namespace}\"" : "at the cluster scope";
        var named = path.Name.Length > 0 ? $" \"{path.Name}\"" : "";
        throw new ApiError(403, "Forbidden", $"{resource.Plural}{(resource.Group.Length > 0 ? $".{resource.Group}" : "")}{named} is forbidden: User \"{who.Username}\" cannot {verb} resource \"{what}\" in API group \"{resource.Group}\" {where}");
    }

    private Task ReadAsync(HttpContext context, ApiResource resource, ApiPath path)
    {
        if (resource.Plural == "pods" && path.Subresource == "log") return Task.CompletedTask;
        var include = Include(context.Request);
        var query = context.Request.Query;
        if (path.Name.Length > 0 && !IsWatch(context))
        {
            return WriteAsync(context, 200, json =>
            {
                lock (cluster.Lock) new ListWriter(resource, cluster.Clock.Now, include).Write(json, Find(resource, path));
            });
        }

        var selection = new Selection(path.Namespace, path.Name, query["fieldSelector"], query["labelSelector"]);
        return IsWatch(context) ? new Watch(cluster, resource, selection, include).WriteAsync(context) : ListAsync(context, resource, selection, include);
    }

    private Task ListAsync(HttpContext context, ApiResource resource, Selection selection, string? include)
    {
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : int.MaxValue;
        var from = ReadContinue(context.Request.Query["continue"]);
        if (from is not null && cluster.Plane.ForgetsPages) throw new ApiError(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
        return WriteAsync(context, 200, json =>
        {
            lock (cluster.Lock)
            {
                var all = cluster.Store(resource.Plural).All;
                if (!selection.IsAll) all = Array.FindAll(all, selection.Takes);
                var start = from is { } key ? FirstBehind(all, key) : 0;
                var count = Math.Min(limit, all.Length - start);
                var page = new ArraySegment<SimObject>(all, start, count);
                var left = all.Length - start - count;
                new ListWriter(resource, cluster.Clock.Now, include).Write(json, page, cluster.Version, left > 0 ? WriteContinue(page[^1]) : null, left);
            }
        });
    }

    private async Task ChangeAsync(HttpContext context, ApiResource resource, ApiPath path, Identity who)
    {
        if (HttpMethods.IsDelete(context.Request.Method) && path is { Name.Length: > 0, Subresource: "" } && resource.Plural is not ("nodes" or "leases"))
        {
            await WriteAsync(context, 200, json =>
            {
                lock (cluster.Lock) cluster.Delete(resource.Plural, Find(resource, path));
                json.WriteStartObject();
                json.WriteString("kind"u8, "Status");
                json.WriteString("apiVersion"u8, "v1");
                json.WriteString("status"u8, "Success");
                json.WriteEndObject();
            }).ConfigureAwait(false);
            return;
        }

        var body = await BodyAsync(context).ConfigureAwait(false);
        SimObject changed;
        lock (cluster.Lock)
        {
            changed = (context.Request.Method, resource.Plural, path.Subresource) switch
            {
                ("POST", "certificatesigningrequests", "") => new CsrEndpoint(cluster).Create(body, who),
                ("PUT", "certificatesigningrequests", "approval") => new CsrEndpoint(cluster).Decide((SimCsr)Find(resource, path), body),
                ("POST", "clusterroles" or "clusterrolebindings" or "configmaps", "") => Create(resource, path, body),
                _ => throw new ApiError(405, "MethodNotAllowed", "the simulator does not change this: create, delete and approve CSRs, create and delete roles, bindings and ConfigMaps"),
            };
        }

        await WriteAsync(context, HttpMethods.IsPost(context.Request.Method) ? 201 : 200, json =>
        {
            lock (cluster.Lock) new ListWriter(resource, cluster.Clock.Now, null).Write(json, changed);
        }).ConfigureAwait(false);
    }

    private SimDocument Create(ApiResource resource, ApiPath path, JsonObject body)
    {
        var name = body["metadata"]?["name"] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new ApiError(422, "Invalid", "metadata.name: Required value");
        var item = new SimDocument(new JsonObject(body.Where(p => p.Key is not ("metadata" or "kind" or "apiVersion")).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))) { Namespace = path.Namespace, Name = name, Created = cluster.Clock.Now };
        return cluster.Add(resource.Plural, item) ? item : throw new ApiError(409, "AlreadyExists", $"{resource.Plural} \"{name}\" already exists");
    }

    private SimObject Find(ApiResource resource, ApiPath path) => cluster.Store(resource.Plural).Find(path.Namespace, path.Name) ?? throw ApiError.NotFound(resource.Plural, resource.Group, path.Name);

    private static bool IsWatch(HttpContext context) => context.Request.Query["watch"].ToString() is "1" or "true";

    /// <summary>What rows hold of their objects, where a table is asked for first, as kubectl does; null elsewhere.</summary>
    private static string? Include(HttpRequest request) =>
        request.Headers.Accept.ToString().Split(',')[0].Contains("as=Table", StringComparison.Ordinal) ? request.Query["includeObject"].ToString() is { Length: > 0 } named ? named : "Metadata" : null;

    /// <summary>Where the objects behind a key begin: they are in the order of their keys. Half a million CSRs have a thousand pages.</summary>
    private static int FirstBehind(SimObject[] all, (string, string) key)
    {
        var (from, to) = (0, all.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (Compare((all[middle].Namespace, all[middle].Name), key) > 0) to = middle;
            else from = middle + 1;
        }

        return from;
    }

    private static int Compare((string, string) a, (string, string) b) => string.CompareOrdinal(a.Item1, b.Item1) is var first && first != 0 ? first : string.CompareOrdinal(a.Item2, b.Item2);

    private static string WriteContinue(SimObject last) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{last.Namespace}/{last.Name}"));

    private static (string, string)? ReadContinue(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('/', 2);
            return (parts[0], parts[1]);
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException)
        {
            throw new ApiError(400, "BadRequest", "continue key is not valid");
        }
    }

    private static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        var body = new MemoryStream();
        // Kestrel ends a body that is larger than it was told to take.
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (ProtobufBody.Is(bytes.Span)) return ProtobufBody.Read(bytes.Span);
        try
        {
            return JsonNode.Parse(bytes.Span) as JsonObject ?? throw new ApiError(400, "BadRequest", "the body is no object");
        }
        catch (JsonException e)
        {
            throw new ApiError(400, "BadRequest", $"the body is not JSON: {e.Message}");
        }
    }

    private static async Task WriteAsync(HttpContext context, int code, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(64 << 10);
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        await SendAsync(context, code, buffer).ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpContext context, int code, ArrayBufferWriter<byte> body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Status(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "Status");
        json.WriteString("apiVersion"u8, "v1");
        json.WriteString("status"u8, "Failure");
        json.WriteString("message"u8, error.Message);
        json.WriteString("reason"u8, error.Reason);
        json.WriteNumber("code"u8, error.Code);
        json.WriteEndObject();
    }
}
