namespace Certrot.Reports;

/// <summary>What a scan found in one cluster. Times are UTC.</summary>
public sealed record ClusterReport
{
    /// <summary>The context of the kubeconfig, or the API server's address.</summary>
    public required string Context { get; init; }

    /// <summary>When the scan began: "now" for everything it says.</summary>
    public required DateTimeOffset ScannedAt { get; init; }

    /// <summary>The worst of <see cref="Verdicts"/> of its nodes and items, exclusions left out; <c>undetermined</c> where the nodes could not be listed.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why the cluster could not be scanned; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>How many nodes have each verdict; exclusions are counted under <c>excluded</c>.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Root causes and what each affects, worst first.</summary>
    public IReadOnlyList<IncidentReport> Incidents { get; init; } = [];

    /// <summary>What concerns the cluster as a whole, worst first.</summary>
    public IReadOnlyList<ClusterItemReport> Items { get; init; } = [];

    /// <summary>The nodes, worst first.</summary>
    public IReadOnlyList<FleetNodeReport> Nodes { get; init; } = [];

    /// <summary>CSRs of kubelets that nobody has decided on, by signer; empty where CSRs could not be listed.</summary>
    public IReadOnlyList<PendingCsrsReport> PendingCsrs { get; init; } = [];

    /// <summary>What was not seen, and why.</summary>
    public IReadOnlyList<MissingReport> Missing { get; init; } = [];
}
