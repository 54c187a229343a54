using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Auth;
using Certrot.ApiClient.Config;

namespace Certrot.ApiClient.Http;

/// <summary>
/// Calls one API server. Reading calls are repeated on 429, 5xx, broken and silent connections with growing delays; a server that refuses connections or has
/// the wrong certificate is told at once. Safe for concurrent calls.
/// </summary>
public sealed partial class KubernetesApi : IDisposable
{
    /// <summary>Objects of one page of a list (client-go tools/pager, defaultPageSize).</summary>
    public const int PageSize = 500;

    private const int LargestError = 64 << 10;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    private readonly ClientConfig config;
    private readonly TimeProvider clock;
    private readonly CredentialSource credentials;
    private readonly ServerTrust trust;
    private readonly RetryDelays delays;
    private readonly TimeSpan patience;
    private readonly string userAgent;
    private readonly Lock handlers = new();
    private HttpMessageInvoker? invoker;
    private Tuple<DateTimeOffset, DateTimeOffset>? clocks;
    private SslStreamCertificateContext? shown;

    /// <summary>A client.</summary>
    /// <param name="config">The connection.</param>
    /// <param name="clock">Tells the time for certificates and tokens, and waits.</param>
    /// <param name="userAgent">Program and version.</param>
    public KubernetesApi(ClientConfig config, TimeProvider clock, string userAgent)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(clock);
        this.config = config;
        this.clock = clock;
        this.userAgent = userAgent;
        credentials = new CredentialSource(config, clock);
        trust = new ServerTrust(config, clock);
        delays = new RetryDelays(Random.Shared);
        patience = config.RequestTimeout is { } asked && asked > TimeSpan.Zero ? asked : DefaultPatience;
    }

    /// <summary>Where it calls.</summary>
    public Uri Server => config.Server;

    /// <summary>The context of the kubeconfig; null where the connection has none.</summary>
    public string? Context => config.Context;

    /// <summary>The namespace of the context, <c>default</c> where it names none.</summary>
    public string Namespace => config.Namespace;

    /// <summary>The API server's clock in its newest answer (header Date), and this machine's at that moment; null before the first answer.</summary>
    public (DateTimeOffset Server, DateTimeOffset Here)? Clocks => clocks is { } seen ? (seen.Item1, seen.Item2) : null;

    /// <summary>The cluster's CA as the kubeconfig has it; null where it has none.</summary>
    /// <exception cref="ClientConfigException">Its file cannot be read.</exception>
    public IReadOnlyList<Pki.Certificate>? Anchors => trust.Anchors();

    /// <summary>Reads a path, such as <c>/version</c>.</summary>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<byte[]> GetAsync(string path, CancellationToken cancellation, string accept = "application/json") =>
        CallAsync(HttpMethod.Get, path, null, accept, repeat: true, static async (response, token) => await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), cancellation);

    /// <summary>Reads a path as a stream, such as a log, of which the caller takes as much as it wants. Only its beginning is repeated on failure, where the caller wants that.</summary>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task CopyAsync(string path, Stream to, long most, bool repeat, CancellationToken cancellation) =>
        ReadAsync(path, repeat, async (from, token) =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
            try
            {
                int read;
                while (most > 0 && (read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most)), token).ConfigureAwait(false)) > 0)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), token).ConfigureAwait(false);
                    most -= read;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return true;
        }, cancellation);

    /// <summary>Reads a path while it arrives. What the reader leaves is not fetched.</summary>
    /// <param name="path">The path.</param>
    /// <param name="repeat">Whether the call may be repeated on failure, the reader with it.</param>
    /// <param name="read">Reads the answer; does not close it.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <param name="accept">The form that is asked for.</param>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<T> ReadAsync<T>(string path, bool repeat, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellation, string accept = "*/*")
    {
        ArgumentNullException.ThrowIfNull(read);
        return CallAsync(HttpMethod.Get, path, null, accept, repeat, async (response, token) =>
        {
            await using var from = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
            return await read(from, token).ConfigureAwait(false);
        }, cancellation);
    }

    /// <summary>Creates an object; repeated only where the caller says that doing it twice does no harm, as with reviews.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<byte[]> PostAsync(string path, ReadOnlyMemory<byte> body, bool repeat, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Post, path, body, "application/json", repeat, static async (response, token) => await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), cancellation);

    /// <summary>Replaces an object. Never repeated: the answer to a call that was carried out may be lost, and only the caller knows what a second one would do.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="ApiException">The answer is an error (409 where the object is another by now), or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<byte[]> PutAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Put, path, body, "application/json", repeat: false, static async (response, token) => await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), cancellation);

    /// <summary>Deletes an object.</summary>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<byte[]> DeleteAsync(string path, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Delete, path, null, "application/json", repeat: true, static async (response, token) => await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), cancellation);

    /// <summary>Deletes an object, if it is still the one that is meant (<c>DeleteOptions.preconditions</c>, k8s.io/apimachinery/pkg/apis/meta/v1/types.go).</summary>
    /// <param name="path">The object.</param>
    /// <param name="uid">Its UID.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ApiException">The answer is an error (409 where it is another of the same name), or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public Task<byte[]> DeleteAsync(string path, string uid, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Delete, path, Encoding.UTF8.GetBytes(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["preconditions"] = new JsonObject { ["uid"] = uid } }.ToJsonString()), "application/json", repeat: true, static async (response, token) => await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), cancellation);

    /// <summary>
    /// Reads a list page by page. Where a page has expired on the server (410 Gone) it is read anew in one piece, as client-go's pager does.
    /// </summary>
    /// <param name="path">The list, with or without a query.</param>
    /// <param name="begin">Called before the first object, and again where the list is read anew: what came before is void.</param>
    /// <param name="item">Called for each object in order; the element is gone when it returns.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The list's own <c>kind</c> and <c>apiVersion</c>, and its resourceVersion.</returns>
    /// <exception cref="ApiException">The answer is an error or no list, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public async Task<ListInfo> ListAsync(string path, Action begin, Action<JsonElement> item, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(item);
        ListInfo? info = null;
        await PagesAsync(path, "application/json", begin, page =>
        {
            foreach (var element in Items(page)) item(element);
            info = new ListInfo(Text(page, "kind") ?? "List", Text(page, "apiVersion") ?? "v1", Meta(page, "resourceVersion"));
        }, cancellation).ConfigureAwait(false);
        return info!;
    }

    /// <summary>Reads a list page by page in a form of the caller's choice, such as a Table; else as <see cref="ListAsync"/>.</summary>
    /// <param name="path">The list, with or without a query.</param>
    /// <param name="accept">The form.</param>
    /// <param name="begin">Called before the first page, and again where the list is read anew: what came before is void.</param>
    /// <param name="page">Called for each page in order; the element is gone when it returns.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ApiException">The answer is an error or no JSON, or there is none.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public async Task PagesAsync(string path, string accept, Action begin, Action<JsonElement> page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(page);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var limit = PageSize;
        begin();
        for (string? next = null; ;)
        {
            var query = limit > 0 ? $"{separator}limit={limit}{(next is null ? "" : $"&continue={Uri.EscapeDataString(next)}")}" : "";
            JsonDocument document;
            try
            {
                // Parsed while it arrives, into pooled memory: pages are megabytes, and there are a thousand of them.
                document = await ReadAsync(path + query, repeat: true, (from, token) => ParseAsync(from, path, token), cancellation, accept).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Status?.Code == 410 && next is not null)
            {
                (next, limit) = (null, 0);
                begin();
                continue;
            }

            using (document)
            {
                page(document.RootElement);
                next = Meta(document.RootElement, "continue");
            }

            if (next is null) return;
        }
    }

    /// <summary>Frees the connections.</summary>
    public void Dispose()
    {
        credentials.Dispose();
        invoker?.Dispose();
    }

    private static async Task<JsonDocument> ParseAsync(Stream from, string path, CancellationToken cancellation)
    {
        try
        {
            return await JsonDocument.ParseAsync(from, new JsonDocumentOptions { MaxDepth = 128 }, cancellation).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new ApiException($"the answer to {path} is not JSON: is a proxy in between?", e);
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string? Meta(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("metadata", out var meta) ? Text(meta, name) : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private async Task<T> CallAsync<T>(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string accept, bool repeat, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var refused = false;
        var silent = 0;
        for (var attempt = 1; ; attempt++)
        {
            var credential = await credentials.GetAsync(refused, cancellation).ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(patience);
            TimeSpan? asked = null;
            try
            {
                using var request = Request(method, path, body, accept, credential);
                using var response = await Invoker(credential).SendAsync(request, limit.Token).ConfigureAwait(false);
                if (response.Headers.Date is { } date) clocks = Tuple.Create(date, clock.GetUtcNow());
                if (response.IsSuccessStatusCode) return await read(response, limit.Token).ConfigureAwait(false);
                var status = await StatusAsync(response, limit.Token).ConfigureAwait(false);
                if (status.Code == 401 && config.User.Exec is not null && !refused)
                {
                    refused = true;
                    continue;
                }

                if (!repeat || attempt >= RetryDelays.Attempts || !IsPassing(status.Code)) throw new ApiException(Explained(status, credential));
                asked = status.RetryAfter;
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                // A server that has answered before is likely to answer again; one that never did is left soon.
                if (!repeat || ++silent > (Clocks is null ? 1 : 4)) throw new ApiException(NetworkFailure.Text(e, config.Server, null), e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (FindConfig(e) is { } wrong) throw wrong;
                if (!repeat || attempt >= RetryDelays.Attempts || IsFinal(e)) throw new ApiException(NetworkFailure.Text(e, config.Server, trust.Refusal), e);
            }

            await Task.Delay(delays.After(attempt, asked), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The API server says no more than "Unauthorized"; where the reason can be seen from here it is told.</summary>
    private ApiStatus Explained(ApiStatus status, Credential credential) =>
        status.Code == 401 && credential.Certificate is { } used && Pki.Certificate.TryParse(used.TargetCertificate.RawData, out _) is { } own && own.NotAfter < clock.GetUtcNow()
            ? status with { Message = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Unauthorized: the client certificate of {config.Origin} expired at {own.NotAfter:yyyy-MM-dd HH:mm:ss} UTC") }
            : status;

    /// <summary>Whether an answer says that the server is in trouble, and not the call.</summary>
    private static bool IsPassing(int code) => code is 429 or 500 or 502 or 503 or 504;

    /// <summary>Whether another try within seconds is of no use.</summary>
    private bool IsFinal(Exception e) => trust.Refusal is not null
        || e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };

    private static ClientConfigException? FindConfig(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is ClientConfigException found) return found;
        }

        return null;
    }

    private static async Task<ApiStatus> StatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var body = new byte[LargestError];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return ApiStatus.Read((int)response.StatusCode, body.AsMemory(0, length), response.Headers.RetryAfter?.Delta);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string accept, Credential credential)
    {
        var request = new HttpRequestMessage(method, new Uri(config.Server, path.TrimStart('/'))) { Version = RepeatsHeader ? HttpVersion.Version11 : HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (credential.Authorization is { } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (config.Impersonate is { } user) request.Headers.TryAddWithoutValidation("Impersonate-User", user);
        if (config.ImpersonateGroups.Count > 0) request.Headers.TryAddWithoutValidation(RepeatedHeaderStream.Header, string.Join(RepeatedHeaderStream.Separator, config.ImpersonateGroups));
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private bool RepeatsHeader => config.ImpersonateGroups.Count > 1;

    /// <summary>Pooled connections keep the certificate that they were opened with: another certificate gets other connections.</summary>
    private HttpMessageInvoker Invoker(Credential credential)
    {
        lock (handlers)
        {
            if (invoker is not null && ReferenceEquals(shown, credential.Certificate)) return invoker;
            shown = credential.Certificate;
            invoker = new HttpMessageInvoker(Handler(credential.Certificate));
            return invoker;
        }
    }

    private SocketsHttpHandler Handler(SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectPatience,
            EnableMultipleHttp2Connections = true,
            // As client-go does (k8s.io/apimachinery/pkg/util/net, configureHTTP2Transport): a connection that is dead is noticed while a watch waits.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = config.TlsServerName ?? config.Server.IdnHost,
                RemoteCertificateValidationCallback = (_, server, chain, errors) => trust.Verify(server, chain, errors),
                ClientCertificateContext = certificate,
                CertificateRevocationCheckMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
            },
        };
        if (RepeatsHeader) handler.PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new RepeatedHeaderStream(context.PlaintextStream));
        handler.Proxy = config.Proxy is { } proxy ? new WebProxy(proxy) : new EnvironmentProxy(Environment.GetEnvironmentVariable);
        return handler;
    }
}
