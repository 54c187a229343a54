using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect;
using Certrot.Collect.NodeAccess;
using Certrot.Server.Diagnosing;
using Certrot.Server.History;
using Certrot.Server.Monitoring;
using Certrot.Server.Web;
using Certrot.Simulator;
using Certrot.Simulator.Faults;

namespace Certrot.Server.Tests.Web;

/// <summary>A whole server over a simulated cluster.</summary>
public sealed class Served : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("certrot-served-").FullName;
    private readonly CancellationTokenSource ended = new();
    private Simulation? simulation;
    private KubernetesApi? api;
    private HistoryDatabase? database;
    private NodeDiagnosis? diagnosis;
    private CsrReviews? reviews;
    private WebServer? server;
    private Task running = Task.CompletedTask;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address => server!.Address;

    public IReadOnlyList<string> Routes => server!.Routes;

    public HistoryReader History { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        simulation = await Simulation.StartAsync(new SimulatorOptions { Nodes = 30, Faults = PlantedFault.Parse("csr-denied-by-approver=2", 30, 1) }, default);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, simulation.Kubeconfig());
        api = new KubernetesApi(new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig }).Load(new ClientOptions()), TimeProvider.System, "test");
        database = HistoryDatabase.Open(Path.Combine(folder, "history.db"));
        var live = new LiveOptions { NodeAccess = NodeAccessKind.None };
        var fleet = new FleetMonitor([new ClusterMonitor(api, new MonitorOptions { Watch = new() { Live = live } }, TimeProvider.System, static _ => { })], TimeProvider.System, "certrot test");
        var recorder = new HistoryRecorder(database, TimeProvider.System, new HistoryOptions(), fleet.Current, static _ => { });
        fleet.Clusters[0].Observed += recorder.Post;
        History = new HistoryReader(database);
        diagnosis = new NodeDiagnosis(live, TimeProvider.System, "certrot test");
        reviews = new CsrReviews(Approval.Policy.ApprovalPolicy.Default, null, TimeProvider.System);
        server = await WebServer.StartAsync(new ServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Version = "test" }, fleet, recorder, History, diagnosis, reviews, TimeProvider.System);
        Http.BaseAddress = server.Address;
        running = Task.WhenAll(fleet.RunAsync(ended.Token), recorder.RunAsync(ended.Token), server.RunAsync(ended.Token));
        for (var tries = 0; tries < 300; tries++)
        {
            if ((await Http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode == HttpStatusCode.OK && fleet.Clusters[0].Report().Counts.GetValueOrDefault("failing") == 2) break;
            await Task.Delay(100);
        }
    }

    /// <summary>Has a node ask for a client certificate, and denies it.</summary>
    public async Task DenyAsync(string node)
    {
        const string path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        using var own = new KubernetesApi(new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = Path.Combine(folder, "kubeconfig") }).Load(new ClientOptions { Impersonate = $"system:node:{node}", ImpersonateGroups = ["system:nodes"] }), TimeProvider.System, "test");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest(new X500DistinguishedName($"CN=system:node:{node}, O=system:nodes"), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var body = new JsonObject
        {
            ["apiVersion"] = "certificates.k8s.io/v1",
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject { ["name"] = $"asked-by-{node}" },
            ["spec"] = new JsonObject { ["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)), ["signerName"] = "kubernetes.io/kube-apiserver-client-kubelet", ["usages"] = new JsonArray("digital signature", "client auth") },
        };
        var csr = JsonNode.Parse(await own.PostAsync(path, Encoding.UTF8.GetBytes(body.ToJsonString()), repeat: false, default))!;
        csr["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Denied", ["status"] = "True", ["reason"] = "Test", ["message"] = "a test denies it" }) };
        await api!.PutAsync($"{path}/asked-by-{node}/approval", Encoding.UTF8.GetBytes(csr.ToJsonString()), default);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (server is not null) await server.DisposeAsync();
        diagnosis?.Dispose();
        reviews?.Dispose();
        api?.Dispose();
        if (database is not null) await database.DisposeAsync();
        if (simulation is not null) await simulation.DisposeAsync();
        Http.Dispose();
        ended.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
