using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Certrot.Act.Approval;

/// <summary>Metrics and health over HTTP: <c>/metrics</c>, <c>/healthz</c>, <c>/readyz</c>. Nothing else is answered, and nothing is taken.</summary>
public sealed class ApproverServer : IAsyncDisposable
{
    private readonly WebApplication server;

    private ApproverServer(WebApplication server) => this.server = server;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(server.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="listen">Where to listen; port 0 for any.</param>
    /// <param name="approver">Whose state is told.</param>
    /// <param name="metrics">What was counted.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<ApproverServer> StartAsync(IPEndPoint listen, Approver approver, ApproverMetrics metrics)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(listen);
        });
        var built = builder.Build();
        built.Run(context => AnswerAsync(context, approver, metrics));
        await built.StartAsync().ConfigureAwait(false);
        return new ApproverServer(built);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await server.DisposeAsync().ConfigureAwait(false);

    private static Task AnswerAsync(HttpContext context, Approver approver, ApproverMetrics metrics)
    {
        var (code, type, body) = (context.Request.Method is "GET" or "HEAD" ? context.Request.Path.Value : null) switch
        {
            "/metrics" => (200, "text/plain; version=0.0.4; charset=utf-8", metrics.Write(approver.State)),
            "/healthz" => approver.State.IsStuck ? (500, "text/plain", "the work has not gone on for a minute\n") : (200, "text/plain", "ok\n"),
            "/readyz" => approver.State.NotReady is { } why ? (503, "text/plain", why + "\n") : (200, "text/plain", "ok\n"),
            _ => (404, "text/plain", "/metrics, /healthz and /readyz are here\n"),
        };
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted).AsTask();
    }
}
