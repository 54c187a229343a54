namespace Certrot.Collect.Fleet;

/// <summary>How a cluster is watched. Times are those of the API server's clock, and the shortest time is a second of this machine's.</summary>
public sealed record WatchOptions
{
    /// <summary>What is seen of each node, and how.</summary>
    public ScanOptions Scan { get; init; } = new();

    /// <summary>How nodes are looked at more closely.</summary>
    public LiveOptions Live { get; init; } = new();

    /// <summary>
    /// How often leases are listed: a kubelet renews its own every 10 s and counts as silent after 60 s. Watching them instead would bring a change for each node every 10 s.
    /// </summary>
    public TimeSpan Leases { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often what concerns the whole cluster is read anew.</summary>
    public TimeSpan Cluster { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often each kubelet is asked for its certificate and its metrics when nothing tells of a change; up to six times less often while its rotation windows are far, and more often
    /// when a certificate is about to end.
    /// </summary>
    public TimeSpan Kubelets { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often each node is judged anew when nothing changes but the time.</summary>
    public TimeSpan Judgement { get; init; } = TimeSpan.FromMinutes(5);
}
