using System.Text;
using Certrot.ApiClient.Http;
using Certrot.Collect.NodeAccess;
using Certrot.Fleet;
using Certrot.Pki;

namespace Certrot.Collect.Fleet;

/// <summary>Sees the kubelets of a fleet from outside: a handshake with each for its serving certificate, and its metrics through the API server.</summary>
/// <param name="api">The API server.</param>
/// <param name="options">What and how.</param>
/// <param name="server">Dates what is read, where it is judged later than that; null for a scan, which is of one time.</param>
internal sealed class KubeletProber(KubernetesApi api, ScanOptions options, ServerClock? server = null)
{
    /// <summary>Where so many kubelets time out and none answers, there is no way from here to any.</summary>
    private const int Hopeless = 64;

    /// <summary>A node that is down is not worth waiting for through the API server.</summary>
    private static readonly TimeSpan MetricsPatience = TimeSpan.FromSeconds(10);

    private int answered;
    private int timedOut;
    private string? refusal;

    /// <summary>Sees all nodes. Calls that fail are told in each node's errors.</summary>
    /// <param name="nodes">The nodes; replaced by what was seen.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async Task ProbeAsync(ObservedNode[] nodes, CancellationToken cancellation)
    {
        using var step = options.Progress.Begin(nodes.Length == 1 ? $"the kubelet of {nodes[0].Node.Meta.Name}" : $"{nodes.Length} kubelets");
        var seen = new ObservedNode[nodes.Length];
        var handshakes = Parallel.ForAsync(0, nodes.Length, Degree(options.Parallel), async (i, token) => seen[i] = options.Handshakes ? await ServingAsync(nodes[i], token).ConfigureAwait(false) : nodes[i]);
        var metrics = new ObservedNode[nodes.Length];
        var asking = Parallel.ForAsync(0, nodes.Length, Degree(options.ParallelMetrics), async (i, token) => metrics[i] = options.Metrics ? await MetricsAsync(nodes[i], token).ConfigureAwait(false) : nodes[i]);
        await Task.WhenAll(handshakes, asking).ConfigureAwait(false);
        for (var i = 0; i < nodes.Length; i++) nodes[i] = seen[i] with { Metrics = metrics[i].Metrics, Errors = [.. seen[i].Errors, .. metrics[i].Errors] };

        ParallelOptions Degree(int most) => new() { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
    }

    /// <summary>Sees one node again.</summary>
    /// <param name="node">The node; what was seen of its kubelet before is dropped.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async Task<ObservedNode> ProbeAsync(ObservedNode node, CancellationToken cancellation)
    {
        ObservedNode[] one = [node with { Serving = null, Metrics = null, Errors = [] }];
        await ProbeAsync(one, cancellation).ConfigureAwait(false);
        return one[0];
    }

    private async Task<ObservedNode> ServingAsync(ObservedNode node, CancellationToken cancellation)
    {
        if (Volatile.Read(ref answered) == 0 && Volatile.Read(ref timedOut) >= Hopeless)
            return node with { Errors = [.. node.Errors, new("node/serving.pem", $"not tried: the first {Hopeless} kubelets did not answer from here")] };
        string? error = null;
        foreach (var host in NodeEndpoint.Hosts(node.Node))
        {
            var (pem, why) = await ServingProbe.ReadAsync(host, NodeEndpoint.Port(node.Node), cancellation).ConfigureAwait(false);
            if (pem is not null)
            {
                Interlocked.Increment(ref answered);
                return node with { Serving = CertificateFileReader.Read(Encoding.ASCII.GetBytes(pem), "node/serving.pem") };
            }

            error ??= why;
            // Another address may be of another family; another name is of the same network.
            if (why!.EndsWith("i/o timeout", StringComparison.Ordinal)) Interlocked.Increment(ref timedOut);
            else if (!why.StartsWith("dial ", StringComparison.Ordinal)) Interlocked.Increment(ref answered);
        }

        return node with { Errors = [.. node.Errors, new("node/serving.pem", error!)] };
    }

    private async Task<ObservedNode> MetricsAsync(ObservedNode node, CancellationToken cancellation)
    {
        if (Volatile.Read(ref refusal) is { } refused) return node with { Errors = [.. node.Errors, new("node/metrics.prom", refused)] };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(MetricsPatience);
        try
        {
            var path = $"/api/v1/nodes/{Uri.EscapeDataString(node.Node.Meta.Name)}/proxy/metrics";
            var metrics = await api.ReadAsync(path, repeat: false, MetricsFilter.ReadAsync, limit.Token).ConfigureAwait(false);
            return node with { Metrics = server is null ? metrics : metrics.At(server.Now) };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return node with { Errors = [.. node.Errors, new("node/metrics.prom", $"no answer within {MetricsPatience.TotalSeconds:0} s")] };
        }
        catch (ApiException e)
        {
            var words = e.Status switch
            {
                // The API server has taken the same credentials for the lists: it is the kubelet that says so, of the API server's.
                { Code: 401 } => FleetErrors.KubeletRefuses,
                { Code: 500 } when e.Message.Contains("Authorization error", StringComparison.Ordinal) => FleetErrors.KubeletCannotAsk,
                _ => e.IsForbidden ? $"needs `get nodes/proxy`: {e.Message}" : e.Message,
            };
            // What one kubelet is refused for, all are.
            if (e.IsForbidden) Volatile.Write(ref refusal, words);
            return node with { Errors = [.. node.Errors, new("node/metrics.prom", words)] };
        }
    }
}
