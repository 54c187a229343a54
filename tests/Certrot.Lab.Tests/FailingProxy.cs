using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Certrot.Lab.Tests;

/// <summary>A TLS proxy before a real API server that fails every other call: 429, 500, 503, a reset, a stall, in turn.</summary>
internal sealed class FailingProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpMessageInvoker upstream;
    private int count;

    private FailingProxy(WebApplication app, HttpMessageInvoker upstream)
    {
        this.app = app;
        this.upstream = upstream;
    }

    /// <summary>Calls that it let fail.</summary>
    public int Failed { get; private set; }

    public Uri Address => new($"https://127.0.0.1:{new Uri(app.Urls.First()).Port}");

    /// <summary>Starts it; calls go on as the administrator.</summary>
    public static async Task<FailingProxy> StartAsync(ControlPlane plane)
    {
        var serving = plane.Authority.Serving("failing-proxy", [], [IPAddress.Loopback]);
        var certificate = X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPem(serving.Pem, serving.KeyPem).Export(X509ContentType.Pkcs12), null);
        using var kubeconfig = JsonDocument.Parse(await File.ReadAllTextAsync(plane.AdminKubeconfig));
        var user = kubeconfig.RootElement.GetProperty("users")[0].GetProperty("user");
        string Pem(string field) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(user.GetProperty(field).GetString()!));
        var client = X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPem(Pem("client-certificate-data"), Pem("client-key-data")).Export(X509ContentType.Pkcs12), null);
        var handler = new SocketsHttpHandler { SslOptions = { ClientCertificates = [client], RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null } };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var built = builder.Build();
        var proxy = new FailingProxy(built, new HttpMessageInvoker(handler));
        built.Run(context => proxy.AnswerAsync(context, plane.Server));
        await built.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        upstream.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Uri server)
    {
        var n = Interlocked.Increment(ref count);
        if (n % 2 == 1)
        {
            Failed++;
            await FailAsync(context, n / 2 % 5);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, context.Request.Path + context.Request.QueryString));
        using var response = await upstream.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, int how)
    {
        switch (how)
        {
            case 0:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "0";
                break;
            case 1:
                context.Response.StatusCode = 500;
                break;
            case 2:
                context.Response.StatusCode = 503;
                break;
            case 3:
                context.Abort();
                break;
            default:
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                break;
        }
    }
}
