using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.Simulator.Api;
using Certrot.Simulator.Cluster;
using Certrot.Simulator.Kubelets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Certrot.Simulator;

/// <summary>A simulated cluster that runs: an API server, and the ports of all kubelets.</summary>
public sealed class Simulation : IAsyncDisposable
{
    private const string User = "simulated-admin";

    private readonly SimulatedCluster cluster;
    private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly CancellationTokenSource ended = new();
    private readonly WebApplication server;
    private readonly KubeletPorts ports;
    private readonly X509Certificate2 identity;
    private Task living = Task.CompletedTask;

    private Simulation(SimulatorOptions options)
    {
        cluster = new SimulatedCluster(options);
        ports = new KubeletPorts(cluster);
        // It is verified by the clock of whoever asks, and must outlive sped-up years.
        var now = options.Clock.GetUtcNow();
        identity = cluster.Authority.Issue("kube-apiserver", null, options.Listen.Address, now.AddDays(-1), now.AddYears(50));
        var handler = new ApiHandler(cluster, new Authenticator(cluster, token));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 << 20;
            kestrel.Listen(options.Listen, listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = identity;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        });
        server = builder.Build();
        server.Run(handler.HandleAsync);
    }

    /// <summary>Where the API server listens.</summary>
    public Uri Server { get; private set; } = new("https://127.0.0.1/");

    /// <summary>The simulated time, UTC.</summary>
    public DateTimeOffset Now => cluster.Clock.Now;

    /// <summary>Starts a simulation.</summary>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<Simulation> StartAsync(SimulatorOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var simulation = new Simulation(options);
        simulation.cluster.KubeletPort = simulation.ports.Start();
        await simulation.server.StartAsync(cancellation).ConfigureAwait(false);
        simulation.Server = new Uri(simulation.server.Urls.First());
        simulation.living = simulation.cluster.RunAsync(simulation.ended.Token);
        return simulation;
    }

    /// <summary>A kubeconfig of its administrator. The token in it is made anew for each simulation.</summary>
    public string Kubeconfig() => $"""
        apiVersion: v1
        kind: Config
        current-context: simulated
        clusters:
        - name: simulated
          cluster:
            server: {Server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(cluster.Authority.Pem))}
        users:
        - name: {User}
          user:
            token: {token}
        contexts:
        - name: simulated
          context:
            cluster: simulated
            user: {User}

        """;

    /// <summary>The fault that was planted on each node; null for none.</summary>
    public IReadOnlyDictionary<string, string?> Planted
    {
        get
        {
            lock (cluster.Lock) return cluster.Kubelets.ToDictionary(k => k.Name, k => k.Fault?.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ports.DisposeAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        identity.Dispose();
        cluster.Dispose();
        ended.Dispose();
    }
}
