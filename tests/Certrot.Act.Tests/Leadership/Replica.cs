using Certrot.Act.Leadership;
using Certrot.ApiClient.Http;

namespace Certrot.Act.Tests.Leadership;

/// <summary>A replica that takes part in an election.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly KubernetesApi api;
    private readonly List<bool> changes = [];
    private readonly Task work;

    public Replica(FakeCluster cluster, string identity)
    {
        api = new KubernetesApi(cluster.Config(), TimeProvider.System, "certrot/" + identity);
        Election = new LeaderElection(api, TimeProvider.System, "kube-system", "certrot", identity);
        work = Task.Run(() => Election.RunAsync(Changed, stop.Token));
    }

    public LeaderElection Election { get; }

    /// <summary>Whether the API server is out of its reach.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>What it said of itself.</summary>
    public IReadOnlyList<bool> Changes
    {
        get
        {
            lock (changes) return [.. changes];
        }
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        api.Dispose();
    }

    private void Changed(bool isLeader)
    {
        lock (changes) changes.Add(isLeader);
    }
}
