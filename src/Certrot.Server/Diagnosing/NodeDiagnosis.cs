using Certrot.ApiClient.Http;
using Certrot.Causes;
using Certrot.Collect;
using Certrot.Collect.Gathered;
using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Server.Diagnosing;

/// <summary>Diagnoses single nodes on request, as the command line does: a few at once, and for several who ask for the same node at a time only once. Safe for concurrent use.</summary>
/// <param name="options">How nodes are reached.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="generator">The program and its version.</param>
public sealed class NodeDiagnosis(LiveOptions options, TimeProvider clock, string generator) : IDisposable
{
    /// <summary>Each reads the cluster and holds its evidence in memory.</summary>
    private const int AtOnce = 4;

    /// <summary>Beyond this nobody is served in a useful time.</summary>
    private const int MostWaiting = 64;

    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(10), patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim turns = new(AtOnce);
    private readonly Lock gate = new();
    private readonly Dictionary<(KubernetesApi Api, string Node), Task<EvidenceFiles>> running = [];

    /// <summary>Diagnoses a node.</summary>
    /// <returns>The report; null where too many wait already.</returns>
    /// <exception cref="OperationCanceledException">Whoever asked has gone, or it took longer than two minutes.</exception>
    public async Task<DiagnosisReport?> DiagnoseAsync(KubernetesApi api, string node, CancellationToken cancellation)
    {
        if (await CollectAsync(api, node, cancellation).ConfigureAwait(false) is not { } files) return null;
        var evidence = BundleReader.Read(files, new LogScanner(CauseCatalogue.LogPatterns), clock, cancellation);
        return new Diagnostician(clock, generator).Diagnose(evidence);
    }

    /// <summary>Collects a node's evidence.</summary>
    /// <returns>It; null where too many wait already.</returns>
    /// <exception cref="OperationCanceledException">Whoever asked has gone, or it took longer than two minutes.</exception>
    public async Task<EvidenceFiles?> CollectAsync(KubernetesApi api, string node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(api);
        Task<EvidenceFiles> evidence;
        lock (gate)
        {
            if (running.TryGetValue((api, node), out var known) && !known.IsFaulted && !known.IsCanceled)
            {
                evidence = known;
            }
            else
            {
                if (running.Values.Count(r => !r.IsCompleted) >= MostWaiting) return null;
                evidence = running[(api, node)] = CollectAsync(api, node);
                _ = ForgetAsync((api, node), evidence);
            }
        }

        return await evidence.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    /// <summary>Evidence is megabytes: it is held for those who ask at the same time, and no longer.</summary>
    private async Task ForgetAsync((KubernetesApi Api, string Node) key, Task<EvidenceFiles> evidence)
    {
        await ((Task)evidence).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(fresh, clock).ConfigureAwait(false);
        lock (gate)
        {
            if (running.TryGetValue(key, out var now) && now == evidence) running.Remove(key);
        }
    }

    /// <summary>Goes on when the first who asked has gone: another may wait for it.</summary>
    private async Task<EvidenceFiles> CollectAsync(KubernetesApi api, string node)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        await turns.WaitAsync(limit.Token).ConfigureAwait(false);
        try
        {
            return await new LiveCollector(Task.FromResult<KubernetesApi?>(api), clock).CollectAsync(node, options, limit.Token).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }
}
