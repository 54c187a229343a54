using System.Runtime.CompilerServices;
using System.Security.Cryptography;
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
/// Watches a whole cluster: lists nodes, CSRs and events once, follows their changes, and tells of the nodes that changed and of no others. Read-only. What is kept grows
/// with the cluster and not with the time.
/// </summary>
public sealed class FleetWatcher
{
    /// <summary>Changes of a second are told together: a CSR is created, approved and issued in less.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Somebody may look at it: the time that it is seen at goes on when nothing changes.</summary>
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(5);

    /// <summary>A kubelet takes what it was issued into use within a moment.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Kubelets that are asked at once: they come one by one, and not all together as in a scan.</summary>
    private const int AskedAtOnce = 64;

    private const int LooksAtOnce = 8;

    /// <summary>What is followed by its changes.</summary>
    internal static IReadOnlyList<string> Followed { get; } = ["nodes", "certificatesigningrequests", "events"];

    /// <summary>A kubelet that does not answer is not waited for: a handshake and a look at its metrics give up after ten seconds.</summary>
    private static readonly TimeSpan AnswerPatience = Settling + TimeSpan.FromSeconds(10);

    private readonly KubernetesApi api;
    private readonly TimeProvider clock;
    private readonly WatchOptions options;
    private readonly FleetScanner scanner;
    private readonly ServerClock server;
    private readonly Lock gate = new();
    private readonly Dictionary<string, FollowedNode> nodes = new(StringComparer.Ordinal);
    private readonly List<string> gone = [];
    private readonly List<Task> asking = [];
    private readonly List<Task> looking = [];
    private CsrReducer csrs = new(follows: true);
    private KeptEvents events = new();
    private KeptLeases leases = new();
    private DateTimeOffset leasesAt;
    private CollectionError? leaseError;
    private DateTimeOffset signAt;
    private NodeEvidence shared;
    private string sharedDigest = "";
    private IReadOnlyDictionary<string, int>? pods;
    private KubeletProber prober;
    private string called = "";

    /// <summary>A watcher of one cluster.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="clock">Tells the time, and waits.</param>
    /// <param name="options">How.</param>
    public FleetWatcher(KubernetesApi api, TimeProvider clock, WatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        (this.api, this.clock, this.options) = (api, clock, options);
        scanner = new FleetScanner(api, clock);
        server = new ServerClock(api, clock);
        prober = new KubeletProber(api, options.Scan, server);
        shared = new NodeEvidence { CollectedAt = clock.GetUtcNow() };
    }

    /// <summary>Whether pods are counted, which costs a list of them: worth it only where something is wrong.</summary>
    public bool CountsPods { get; set; }

    /// <summary>Watches without end. The first change holds all nodes, or tells in the cluster's errors why they cannot be listed; then they are tried again.</summary>
    /// <param name="context">What the cluster is called.</param>
    /// <param name="cancellation">Ends the watching.</param>
    /// <exception cref="OperationCanceledException">The watching was cancelled.</exception>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async IAsyncEnumerable<FleetChange> WatchAsync(string context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        called = context;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        FollowedList[] lists = [.. Followed.Select(Follow)];
        Task[] following = [NodesAsync(lists[0], ended.Token), CsrsAsync(lists[1], ended.Token), EventsAsync(lists[2], ended.Token)];
        var reading = ReadClusterAsync(ended.Token);
        try
        {
            await Task.WhenAll([.. lists.Select(l => l.Tried), reading]).ConfigureAwait(false);
            await AskAllAsync(ended.Token).ConfigureAwait(false);
            var readAt = clock.GetUtcNow();
            while (true)
            {
                foreach (var over in following.Where(f => f.IsCompleted)) await over.ConfigureAwait(false);
                var rate = server.Rate;
                if (reading.IsCompleted && clock.GetUtcNow() - readAt >= Here(options.Cluster, rate))
                {
                    await reading.ConfigureAwait(false);
                    readAt = clock.GetUtcNow();
                    reading = ReadClusterAsync(ended.Token);
                }

                await EndedAsync(asking).ConfigureAwait(false);
                await EndedAsync(looking).ConfigureAwait(false);
                Begin(rate, Cluster(lists), ended.Token);
                // Before anything is told: by an old list, a node that has just renewed its lease would look silent.
                if (server.Now - leasesAt >= options.Leases) await ListLeasesAsync(ended.Token).ConfigureAwait(false);
                if (Take(lists, rate) is { } change) yield return change;
                await Task.Delay(Beat, clock, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var task in (Task[])[.. following, reading, .. asking, .. looking]) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks for a closer look at a node, and for more of them from time to time; what they show comes as changes.</summary>
    public void Look(string node)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(node, out var followed)) followed.LookAt ??= clock.GetUtcNow();
        }
    }

    /// <summary>Ends the closer looks at a node: it is judged from afar again.</summary>
    public void LookAway(string node)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(node, out var followed)) (followed.Seen, followed.LookAt, followed.IsNews) = (followed.Seen with { Closely = null }, null, true);
        }
    }

    private FollowedList Follow(string name) => new(api, clock, ClusterCollector.Resources.Single(r => r.Resource == name), gate);

    private Task NodesAsync(FollowedList list, CancellationToken cancellation)
    {
        var reader = new ApiItemReader("cluster/nodes.json");
        var listed = new Dictionary<string, Node>(StringComparer.Ordinal);
        return list.RunAsync(
            listed.Clear,
            item =>
            {
                if (reader.Node(item) is { Meta.Name.Length: > 0 } node) listed[node.Meta.Name] = node;
            },
            () =>
            {
                foreach (var name in nodes.Keys.Where(n => !listed.ContainsKey(n)).ToList()) Remove(name);
                foreach (var node in listed.Values) Set(node);
                listed.Clear();
            },
            change =>
            {
                if (reader.Node(change.Object) is not { Meta.Name.Length: > 0 } node) return;
                if (change.Type == "DELETED") Remove(node.Meta.Name);
                else Set(node);
            },
            cancellation);
    }

    private void Set(Node node)
    {
        var now = clock.GetUtcNow();
        if (!nodes.TryGetValue(node.Meta.Name, out var followed))
        {
            nodes.Add(node.Meta.Name, new FollowedNode(new ObservedNode { Node = node }) { AskAt = now });
            return;
        }

        var before = followed.Seen.Node;
        followed.Seen = followed.Seen with { Node = node };
        followed.IsNews = true;
        if (before.Ready?.Status != node.Ready?.Status || before.Meta.Uid != node.Meta.Uid) Suspect(followed, now);
    }

    private void Remove(string name)
    {
        if (!nodes.Remove(name)) return;
        csrs.Forget(name);
        gone.Add(name);
    }

    private Task CsrsAsync(FollowedList list, CancellationToken cancellation)
    {
        var read = new CsrReducer(follows: true);
        return list.RunAsync(
            read.Clear,
            item => read.Add(item),
            () =>
            {
                read.Remember(csrs);
                (csrs, read) = (read, new CsrReducer(follows: true));
                foreach (var node in nodes.Values) node.IsNews = true;
            },
            change =>
            {
                if (csrs.Change(change.Object, change.Type == "DELETED", out var state) is not { } name) return;
                if (nodes.ContainsKey(name)) Touch(name, suspect: change.Type != "DELETED", isBad: state is CsrState.Denied or CsrState.Failed);
                else if (change.Type == "DELETED") csrs.Forget(name);
            },
            cancellation);
    }

    private Task EventsAsync(FollowedList list, CancellationToken cancellation)
    {
        var reader = new ApiItemReader("cluster/events.json");
        var read = new KeptEvents();
        return list.RunAsync(
            read.Clear,
            item => read.Add(reader.Event(item)),
            () => (events, read) = (read, new KeptEvents()),
            change =>
            {
                var happened = reader.Event(change.Object);
                if (change.Type == "DELETED") events.Remove(happened);
                else events.Add(happened);
                if (happened?.ObjectName is { } name && change.Type != "DELETED") Touch(name, suspect: false);
            },
            cancellation);
    }

    private void Touch(string name, bool suspect, bool isBad = false)
    {
        if (!nodes.TryGetValue(name, out var node)) return;
        node.IsNews = true;
        if (!suspect) return;
        var now = clock.GetUtcNow();
        Suspect(node, now);
        // A certificate that was just issued is in use in a moment, and to say meanwhile that it is not would be an alarm for nothing. What was refused is news at once.
        node.WaitsUntil = isBad ? default : now + AnswerPatience;
    }

    /// <summary>What was seen of it by other ways than the API may be over: its kubelet is asked again soon, and a node that was looked at more closely is looked at again.</summary>
    private static void Suspect(FollowedNode node, DateTimeOffset now)
    {
        if (now + Settling < node.AskAt) node.AskAt = now + Settling;
        if (node.Seen.Closely is not null) node.LookAt ??= now + Settling;
    }

    /// <summary>Lists leases. Where it fails, the time that nodes are judged at stays that of the list before: nobody has fallen silent because nobody listened.</summary>
    private async Task ListLeasesAsync(CancellationToken cancellation)
    {
        var resource = ClusterCollector.Resources.Single(r => r.Resource == "leases");
        var (read, reader) = (new KeptLeases(), new ApiItemReader("cluster/leases.json"));
        try
        {
            // From the API server's cache: nothing that changes every ten seconds is worth a quorum of etcd.
            await api.ListAsync(resource.Path + "?resourceVersion=0", read.Clear, item => read.Add(reader.Lease(item)), cancellation).ConfigureAwait(false);
            lock (gate)
            {
                var (before, now) = (leasesAt, server.Now);
                var leader = read.System.Any(l => IsHeld(l, now) != (leases.System.FirstOrDefault(o => o.Meta.Name == l.Meta.Name) is { } old && IsHeld(old, before)));
                foreach (var (name, node) in nodes) node.IsNews |= leader || IsHeld(read.Of(name), now) != IsHeld(leases.Of(name), before);
                (leases, leasesAt, leaseError) = (read, now, null);
            }
        }
        catch (ApiException e)
        {
            lock (gate)
            {
                leaseError = new CollectionError(resource.File, ClusterCollector.Words(e, resource.Verb, resource.Resource));
                // Without the right there are none to wait for.
                if (e.IsForbidden) leasesAt = server.Now;
            }
        }
    }

    private static bool IsHeld(Lease? lease, DateTimeOffset now) => lease?.Renewed is { } renewed && now - renewed < TimeSpan.FromSeconds(60);

    private async Task ReadClusterAsync(CancellationToken cancellation)
    {
        var files = new EvidenceFiles("", clock.GetUtcNow());
        await new ClusterCollector(api, files, FleetScanner.Streamed).CollectAsync(cancellation).ConfigureAwait(false);
        var read = BundleReader.Read(files, new LogScanner(CauseCatalogue.LogPatterns), clock, cancellation);
        var digest = Digest(files);
        var counted = CountsPods ? (await scanner.PodsAsync(cancellation).ConfigureAwait(false)).Pods : null;
        lock (gate)
        {
            // Logs grow all the time; what they say reaches each node when it is judged next.
            if (digest != sharedDigest)
            {
                foreach (var node in nodes.Values) node.IsNews = true;
            }

            (shared, sharedDigest, pods) = (read with { Errors = files.Errors }, digest, counted ?? pods);
            // What all kubelets were refused may be allowed now.
            prober = new KubeletProber(api, options.Scan, server);
        }
    }

    private static string Digest(EvidenceFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[4096];
        foreach (var path in files.Paths.Where(p => !p.EndsWith(".log", StringComparison.Ordinal)))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(path));
            using var content = files.Open(path);
            while (content.Read(buffer) is > 0 and var read) hash.AppendData(buffer[..read]);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Asks all kubelets together, at the beginning.</summary>
    private async Task AskAllAsync(CancellationToken cancellation)
    {
        ObservedNode[] seen;
        lock (gate) seen = [.. nodes.Values.Select(n => n.Seen)];
        await prober.ProbeAsync(seen, cancellation).ConfigureAwait(false);
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var one in seen)
            {
                if (!nodes.TryGetValue(one.Node.Meta.Name, out var node)) continue;
                Answer(node, one, now, 1);
                // Later they are asked one by one.
                node.AskAt = now + ((node.AskAt - now) * Random.Shared.NextDouble());
            }
        }
    }

    /// <summary>Begins to ask and to look, where it is time.</summary>
    private void Begin(double rate, FleetEvidence cluster, CancellationToken cancellation)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var node in nodes.Values.Where(n => n.AskAt <= now && !n.IsBusy).OrderBy(n => n.AskAt).Take(AskedAtOnce - asking.Count)) asking.Add(AskAsync(node, rate, cancellation));
            foreach (var node in nodes.Values.Where(n => n.LookAt <= now && !n.IsBusy).Take(LooksAtOnce - looking.Count)) looking.Add(LookAsync(node, cluster, cancellation));
        }
    }

    private async Task AskAsync(FollowedNode node, double rate, CancellationToken cancellation)
    {
        node.IsBusy = true;
        var seen = await prober.ProbeAsync(node.Seen, cancellation).ConfigureAwait(false);
        lock (gate) Answer(node, seen, clock.GetUtcNow(), rate);
    }

    private void Answer(FollowedNode node, ObservedNode seen, DateTimeOffset now, double rate)
    {
        (node.IsBusy, node.WaitsUntil) = (false, default);
        node.IsNews |= !Same(node.Seen, seen);
        // A kubelet that answers no more has told before when its certificate ends.
        node.Seen = node.Seen with { Serving = seen.Serving, Metrics = seen.Metrics ?? node.Seen.Metrics, Errors = seen.Errors };
        if (node.Seen.Closely is not null) node.LookAt ??= now;
        // What is looked at more closely is looked at again whenever its kubelet is asked: trouble is not left alone for an hour.
        var next = now + Here(node.Seen.Closely is null ? ProbeSchedule.Next(Lives(node.Seen), server.Now, options.Kubelets) : options.Kubelets, rate);
        // A certificate that ends without a successor is news at that moment.
        if (seen.Serving?.Leaf?.NotAfter is { } end && end > server.Now) next = Earlier(next, now + Here(end - server.Now + Beat, rate));
        node.AskAt = next;
    }

    /// <summary>The lives of the certificates that a kubelet uses, as far as they are known.</summary>
    private List<(DateTimeOffset Begin, DateTimeOffset End)> Lives(ObservedNode node)
    {
        var lives = new List<(DateTimeOffset, DateTimeOffset)>();
        if (node.Serving?.Leaf is { } serving) lives.Add((serving.NotBefore, serving.NotAfter));
        if (csrs.Of(node.Node.Meta.Name).Where(c => c.SignerName == SignerNames.KubeletClient).Select(c => c.Certificate).OfType<Pki.Certificate>().MaxBy(c => c.NotAfter) is { } client) lives.Add((client.NotBefore, client.NotAfter));
        return lives;
    }

    private static bool Same(ObservedNode a, ObservedNode b) =>
        a.Serving?.Leaf?.NotAfter == b.Serving?.Leaf?.NotAfter && a.Errors.SequenceEqual(b.Errors);

    private async Task LookAsync(FollowedNode node, FleetEvidence cluster, CancellationToken cancellation)
    {
        (node.IsBusy, node.LookAt) = (true, null);
        var seen = await scanner.LookAsync(cluster, Complete(node.Seen), options.Live, cancellation).ConfigureAwait(false);
        lock (gate)
        {
            node.Seen = node.Seen with { Closely = seen.Closely };
            (node.IsBusy, node.IsNews) = (false, true);
        }
    }

    private static async Task EndedAsync(List<Task> tasks)
    {
        foreach (var task in tasks.Where(t => t.IsCompleted).ToList())
        {
            tasks.Remove(task);
            await task.ConfigureAwait(false);
        }
    }

    private FleetChange? Take(FollowedList[] lists, double rate)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var told = nodes.Values.Where(n => (n.WaitsUntil <= now || n.TellAt == default) && (n.IsNews || n.TellAt <= now)).ToList();
            if (told.Count == 0 && gone.Count == 0 && now < signAt) return null;
            signAt = now + Sign;
            foreach (var node in told)
            {
                // At first they are spread, so that the work stays even.
                node.TellAt = now + (Here(options.Judgement, rate) * (node.TellAt == default ? Random.Shared.NextDouble() : 1));
                node.IsNews = false;
            }

            var change = new FleetChange(Cluster(lists), told.ConvertAll(n => Complete(n.Seen)), [.. gone]);
            gone.Clear();
            return change;
        }
    }

    private FleetEvidence Cluster(FollowedList[] lists)
    {
        lock (gate)
        {
            var now = server.Now;
            var errors = lists.Select(l => l.Error).Append(leaseError).OfType<CollectionError>();
            return new FleetEvidence
            {
                Context = called,
                CollectedAt = leasesAt == default || now - leasesAt < options.Leases * 2 ? now : leasesAt,
                Cluster = shared.Cluster with { Leases = leases.System.Count > 0 || leaseError is null ? leases.System : null },
                Nodes = lists[0].IsListed ? [] : null,
                Csrs = lists[1].IsListed ? csrs.Totals : null,
                Pods = pods,
                Errors = [.. shared.Errors, .. errors],
                Problems = shared.Problems,
            };
        }
    }

    private ObservedNode Complete(ObservedNode node)
    {
        var name = node.Node.Meta.Name;
        lock (gate)
        {
            var requests = csrs.Of(name);
            // What a kubelet told before it was issued another certificate says nothing of that one.
            var isOver = node.Metrics is { } metrics && node.Errors.Any(e => e.Path == "node/metrics.prom") && requests.Any(r => r.HasCertificate && r.Meta.Created > metrics.Source.Time);
            return node with { Lease = leases.Of(name), Csrs = requests, Events = events.Of(name), Metrics = isOver ? null : node.Metrics };
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>A time of the API server's clock in that of this machine.</summary>
    private static TimeSpan Here(TimeSpan there, double rate) => there / rate is var here && here > Beat ? here : Beat;
}
