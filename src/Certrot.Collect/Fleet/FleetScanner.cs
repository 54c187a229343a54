using System.Text.Json;
using Certrot.ApiClient.Http;
using Certrot.Causes;
using Certrot.Collect.Cluster;
using Certrot.Collect.Gathered;
using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Logs;

namespace Certrot.Collect.Fleet;

/// <summary>
/// Sees a whole cluster by few calls: one paged list per kind, reduced while it is read, and one handshake and one look at the metrics of each kubelet. Read-only.
/// What is refused or missing is told; the rest goes on.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="clock">Tells the time.</param>
public sealed class FleetScanner(KubernetesApi api, TimeProvider clock)
{
    /// <summary>As many as <c>collect --all</c> reads at once.</summary>
    private const int LooksAtOnce = 8;

    /// <summary>Lists whose length grows with the nodes or worse; they are reduced while they are read.</summary>
    internal static IReadOnlyCollection<string> Streamed { get; } = ["nodes", "events", "certificatesigningrequests", "leases"];

    /// <summary>Sees the cluster.</summary>
    /// <param name="context">What it is called.</param>
    /// <param name="options">What and how.</param>
    /// <param name="cancellation">Ends the scan.</param>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<FleetEvidence> ScanAsync(string context, ScanOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var began = clock.GetUtcNow();
        var files = new EvidenceFiles("", began);
        var problems = new List<ReadProblem>();
        using var step = options.Progress.Begin($"API server {api.Server.Authority}");
        var nodes = NodesAsync(files, options, cancellation);
        var shared = SharedAsync(files, cancellation);
        var csrs = new CsrReducer();
        var leases = new KeptLeases();
        var events = new KeptEvents();
        var eventReader = new ApiItemReader("cluster/events.json");
        var leaseReader = new ApiItemReader("cluster/leases.json");
        var lists = Task.WhenAll(
            ListAsync("certificatesigningrequests", files, csrs.Clear, csrs.Add, cancellation),
            ListAsync("leases", files, leases.Clear, item => leases.Add(leaseReader.Lease(item)), cancellation),
            ListAsync("events", files, events.Clear, item => events.Add(eventReader.Event(item)), cancellation));
        await Task.WhenAll(nodes, lists, shared).ConfigureAwait(false);

        var (seen, nodeReader) = await nodes.ConfigureAwait(false);
        var listed = await lists.ConfigureAwait(false);
        nodeReader.Flush(problems);
        csrs.Flush(problems);
        leaseReader.Flush(problems);
        eventReader.Flush(problems);
        var (cluster, sharedProblems) = await shared.ConfigureAwait(false);
        return new FleetEvidence
        {
            Context = context,
            // Everything in the lists is dated by the API server, so that its clock tells what "now" is.
            CollectedAt = new ServerClock(api, clock).At(began),
            Cluster = cluster with { Leases = listed[1] ? leases.System : null },
            Nodes = seen?.Select(n => n with
            {
                Lease = leases.Of(n.Node.Meta.Name),
                Csrs = csrs.Of(n.Node.Meta.Name),
                Events = events.Of(n.Node.Meta.Name),
            }).ToList(),
            Csrs = listed[0] ? csrs.Totals : null,
            Errors = files.Errors,
            Problems = [.. sharedProblems, .. problems],
        };
    }

    /// <summary>Counts pods by node, with one list in the form of a table: a row tells the node in a hundredth of what the pod itself takes.</summary>
    /// <returns>The pods; null where they could not be listed, and why.</returns>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public async Task<(IReadOnlyDictionary<string, int>? Pods, CollectionError? Error)> PodsAsync(CancellationToken cancellation)
    {
        try
        {
            return (await new PodCounter(api).CountAsync(cancellation).ConfigureAwait(false), null);
        }
        catch (ApiException e)
        {
            return (null, new CollectionError("cluster/pods.json", ClusterCollector.Words(e, "list", "pods")));
        }
    }

    /// <summary>Looks at some nodes themselves, as a diagnosis does.</summary>
    /// <param name="evidence">What the scan saw.</param>
    /// <param name="names">Which nodes.</param>
    /// <param name="options">How nodes are reached.</param>
    /// <param name="cancellation">Ends the looking.</param>
    /// <returns>The evidence with these nodes' own.</returns>
    /// <exception cref="OperationCanceledException">The looking was cancelled.</exception>
    public async Task<FleetEvidence> LookAsync(FleetEvidence evidence, IReadOnlyCollection<string> names, LiveOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || evidence.Nodes is null) return evidence;
        var nodes = evidence.Nodes.ToArray();
        var chosen = Enumerable.Range(0, nodes.Length).Where(i => names.Contains(nodes[i].Node.Meta.Name)).ToList();
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellation }, async (i, token) =>
            nodes[i] = await LookAsync(evidence, nodes[i], options, token).ConfigureAwait(false)).ConfigureAwait(false);
        return evidence with { Nodes = nodes };
    }

    /// <summary>Looks at one node itself.</summary>
    internal async Task<ObservedNode> LookAsync(FleetEvidence evidence, ObservedNode node, LiveOptions options, CancellationToken cancellation)
    {
        var files = new EvidenceFiles(node.Node.Meta.Name, evidence.CollectedAt);
        await new LiveCollector(Task.FromResult<KubernetesApi?>(api), clock).NodeAsync(files, options, cancellation).ConfigureAwait(false);
        var own = BundleReader.Read(files, new LogScanner(CauseCatalogue.LogPatterns), clock, cancellation);
        var afar = evidence.Of(node with { Closely = null });
        // What the look did not see either stays as it was told from afar.
        var still = node.Errors.Where(e => e.Path == "node/metrics.prom" ? own.Host.Metrics is null : own.Host.Serving is null).ToList();
        return node with
        {
            Closely = own with
            {
                Errors = [.. evidence.Errors, .. own.Errors.Where(e => !still.Exists(s => s.Path == e.Path)), .. still],
                // What it told before it fell silent.
                Host = own.Host with { Metrics = own.Host.Metrics ?? node.Metrics, Serving = own.Host.Serving ?? node.Serving },
                Cluster = afar.Cluster with { AccessAnswers = own.Cluster.AccessAnswers },
            },
        };
    }

    /// <summary>What is of the whole cluster, read while the kubelets are still asked.</summary>
    private async Task<(ClusterEvidence Cluster, IReadOnlyList<ReadProblem> Problems)> SharedAsync(EvidenceFiles files, CancellationToken cancellation)
    {
        await new ClusterCollector(api, files, Streamed).CollectAsync(cancellation).ConfigureAwait(false);
        var read = BundleReader.Read(files, new LogScanner(CauseCatalogue.LogPatterns), clock, cancellation);
        return (read.Cluster, read.Problems);
    }

    private async Task<(ObservedNode[]? Nodes, ApiItemReader Reader)> NodesAsync(EvidenceFiles files, ScanOptions options, CancellationToken cancellation)
    {
        var reader = new ApiItemReader("cluster/nodes.json");
        var read = new List<ObservedNode>();
        if (!await ListAsync("nodes", files, read.Clear, item => Keep(reader.Node(item), read), cancellation).ConfigureAwait(false)) return (null, reader);
        var nodes = read.ToArray();
        await new KubeletProber(api, options).ProbeAsync(nodes, cancellation).ConfigureAwait(false);
        return (nodes, reader);
    }

    /// <returns>Whether it could be read.</returns>
    private async Task<bool> ListAsync(string name, EvidenceFiles files, Action begin, Action<JsonElement> item, CancellationToken cancellation)
    {
        var resource = ClusterCollector.Resources.Single(r => r.Resource == name);
        try
        {
            await resource.ReadAsync(path => api.ListAsync(path, begin, item, cancellation)).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e)
        {
            files.Fail(resource.File, ClusterCollector.Words(e, resource.Verb, resource.Resource));
            return false;
        }
    }

    private static void Keep(Node? node, List<ObservedNode> nodes)
    {
        if (node?.Meta.Name.Length > 0) nodes.Add(new ObservedNode { Node = node });
    }
}
