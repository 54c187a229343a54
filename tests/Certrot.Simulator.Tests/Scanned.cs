using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Reports;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Tests;

/// <summary>A simulation, and a client of it as its administrator.</summary>
internal sealed class Scanned : IAsyncDisposable
{
    private readonly string kubeconfig = Path.GetTempFileName();

    private Scanned(Simulation simulation, string? user)
    {
        Simulation = simulation;
        File.WriteAllText(kubeconfig, simulation.Kubeconfig());
        Api = new KubernetesApi(new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig }).Load(new ClientOptions { Impersonate = user }), TimeProvider.System, "test");
    }

    public Simulation Simulation { get; }

    public KubernetesApi Api { get; }

    public static async Task<Scanned> StartAsync(SimulatorOptions options, string? user = null) => new(await Simulation.StartAsync(options, TestContext.Current.CancellationToken), user);

    /// <summary>A cluster with one fault on some nodes.</summary>
    public static Task<Scanned> StartAsync(int nodes, string faults) => StartAsync(new SimulatorOptions { Nodes = nodes, Faults = PlantedFault.Parse(faults, nodes, 1) });

    /// <summary>The API as somebody else.</summary>
    public KubernetesApi As(string user, params string[] groups) =>
        new(new KubeconfigLoader(new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig }).Load(new ClientOptions { Impersonate = user, ImpersonateGroups = groups }), TimeProvider.System, "test");

    public async Task<ClusterReport> ScanAsync(ScanOptions? options = null, FleetOptions? how = null) =>
        new FleetJudge(how ?? new FleetOptions()).Judge(await new FleetScanner(Api, TimeProvider.System).ScanAsync("test", options ?? new ScanOptions(), TestContext.Current.CancellationToken));

    /// <summary>Scans until the cluster has settled into what is expected; gives the last report.</summary>
    public async Task<ClusterReport> ScanUntilAsync(Func<ClusterReport, bool> expected, ScanOptions? options = null)
    {
        for (var tries = 0; ; tries++)
        {
            var report = await ScanAsync(options);
            if (expected(report) || tries == 25) return report;
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Simulation.DisposeAsync();
        File.Delete(kubeconfig);
    }
}
