using System.Security.Cryptography.X509Certificates;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Certrot.ApiClient.Tests.Http;

/// <summary>A TLS server with HTTP/2 on loopback that answers as a test wants it to. What a real API server answers is checked against a real one.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubServer(WebApplication app, ForgedAuthority authority)
    {
        this.app = app;
        Authority = authority;
    }

    public ForgedAuthority Authority { get; }

    public int Port => new Uri(app.Urls.First()).Port;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request; the number counts from 1.</param>
    /// <param name="address">What its certificate is for.</param>
    /// <param name="expired">Whether its certificate has ended.</param>
    public static async Task<StubServer> StartAsync(Func<HttpContext, int, Task> answer, string address = "127.0.0.1", bool expired = false)
    {
        var now = TimeProvider.System.GetUtcNow();
        var authority = CertificateForge.Authority(now.AddYears(-1), now.AddYears(1));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var leaf = authority.Issue(null, "kube-apiserver", now.AddDays(-2), expired ? now.AddDays(-1) : now.AddDays(1), [], [address], CertificateForge.ServerAuth, publicKey: new PublicKey(key));
        using var plain = X509CertificateLoader.LoadCertificate(leaf.Der);
        using var withKey = plain.CopyWithPrivateKey(key);
        var certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (_, _, _) => true,
        })));
        var built = builder.Build();
        var count = 0;
        built.UseWebSockets();
        built.Run(context => answer(context, Interlocked.Increment(ref count)));
        await built.StartAsync();
        return new StubServer(built, authority);
    }

    public ClientConfig Config(UserConfig? user = null) => new()
    {
        Origin = "test",
        Server = new Uri($"https://127.0.0.1:{Port}/"),
        Anchors = [Authority.Certificate.Parsed],
        User = user ?? new UserConfig(),
        RequestTimeout = TimeSpan.FromSeconds(2),
    };

    public KubernetesApi Client(UserConfig? user = null) => new(Config(user), TimeProvider.System, "certrot/test");

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>Answers with JSON.</summary>
    public static Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
