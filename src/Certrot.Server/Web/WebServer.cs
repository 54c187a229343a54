using System.Buffers;
using Certrot.Render.Prometheus;
using Certrot.Server.Diagnosing;
using Certrot.Server.History;
using Certrot.Server.Metrics;
using Certrot.Server.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Certrot.Server.Web;

/// <summary>The HTTP server: API, events, metrics and health. Everything that it answers is read-only.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ApiCallMetrics calls;
    private readonly EventHub hub;
    private readonly CancellationTokenSource stopping;

    private WebServer(WebApplication server, ApiCallMetrics calls, EventHub hub, CancellationTokenSource stopping)
    {
        (this.server, this.calls, this.hub, this.stopping) = (server, calls, hub, stopping);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(server.Urls.First());

    /// <summary>The paths that it answers, as they are written in <c>/openapi.json</c>.</summary>
    internal IReadOnlyList<string> Routes => [.. ((IEndpointRouteBuilder)server).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText).OfType<string>()];

    /// <summary>Starts it.</summary>
    /// <param name="options">Where, and what it says of itself.</param>
    /// <param name="fleet">The clusters.</param>
    /// <param name="recorder">What is recorded.</param>
    /// <param name="history">What was recorded.</param>
    /// <param name="diagnosis">Diagnoses nodes.</param>
    /// <param name="reviews">Judges CSRs.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<WebServer> StartAsync(ServerOptions options, FleetMonitor fleet, HistoryRecorder recorder, HistoryReader history, NodeDiagnosis diagnosis, CsrReviews reviews, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(recorder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 2000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(options.Listen);
        });
        var timings = new ApiCallMetrics();
        var ending = new CancellationTokenSource();
        var events = new EventHub(history, clock);
        recorder.Recorded += events.Nudge;
        foreach (var cluster in fleet.Clusters) cluster.Changed += events.Change;
        var metrics = new ServerMetrics(fleet, recorder, timings, () => events.Listeners, options.Version);
        var built = builder.Build();
        built.Use(GuardAsync);
        built.UseRouting();
        new ApiEndpoints(fleet, recorder, history, diagnosis, reviews, options, clock).Map(built);
        Dashboard.Map(built);
        DocPages.Map(built);
        built.MapGet("/api/v1/events", new EventEndpoint(events, history, ending.Token).AnswerAsync);
        built.MapGet("/metrics", context => MetricsAsync(context, metrics));
        built.MapGet("/healthz", context => context.BytesAsync(StatusCodes.Status200OK, "text/plain", "ok\n"u8.ToArray()));
        built.MapGet("/readyz", context => ReadyAsync(context, fleet, recorder));
        built.MapFallback(context => context.ErrorAsync(StatusCodes.Status404NotFound, "there is nothing of this name; the API is below /api/v1."));
        await built.StartAsync().ConfigureAwait(false);
        return new WebServer(built, timings, events, ending);
    }

    /// <summary>Tells what happens to all who listen, until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RunAsync(CancellationToken cancellation) => hub.RunAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Those who listen would keep it from ending.
        await stopping.CancelAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        calls.Dispose();
        stopping.Dispose();
    }

    private static Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        SecurityHeaders.Set(context.Response.Headers);
        if (!SecurityHeaders.IsOurs(context.Request)) return context.ErrorAsync(StatusCodes.Status421MisdirectedRequest, "this server answers to addresses and to localhost only.");
        return SecurityHeaders.IsForeign(context.Request) ? context.ErrorAsync(StatusCodes.Status403Forbidden, "pages of other sites are not answered.") : next(context);
    }

    private static async Task MetricsAsync(HttpContext context, ServerMetrics metrics)
    {
        var open = context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.Ordinal);
        context.Response.ContentType = open ? MetricsText.OpenMetrics : MetricsText.Prometheus;
        // One family at a time: all of a large fleet are ten megabytes.
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        foreach (var family in metrics.Families().Append(static text => text.End()))
        {
            family(new MetricsText(buffer, open));
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
            buffer.ResetWrittenCount();
        }
    }

    private static Task ReadyAsync(HttpContext context, FleetMonitor fleet, HistoryRecorder recorder)
    {
        if (!fleet.IsReady) return context.BytesAsync(StatusCodes.Status503ServiceUnavailable, "text/plain", "the clusters are being read\n"u8.ToArray());
        // Without its history a server still shows what is so now: to take it out of service would help nobody.
        return context.BytesAsync(StatusCodes.Status200OK, "text/plain", System.Text.Encoding.UTF8.GetBytes(recorder.Problem is { } problem ? $"ok, but history is not recorded: {problem}\n" : "ok\n"));
    }
}
