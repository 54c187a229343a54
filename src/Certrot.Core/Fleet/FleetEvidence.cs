using Certrot.Evidence;

namespace Certrot.Fleet;

/// <summary>What a scan saw of a cluster.</summary>
public sealed record FleetEvidence
{
    /// <summary>The context of the kubeconfig, or the API server's address.</summary>
    public required string Context { get; init; }

    /// <summary>When the scan began, UTC: "now" for everything it says.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>What concerns the whole cluster, with neither nodes nor CSRs nor the nodes' leases.</summary>
    public ClusterEvidence Cluster { get; init; } = new();

    /// <summary>The nodes; null where they could not be listed.</summary>
    public IReadOnlyList<ObservedNode>? Nodes { get; init; }

    /// <summary>How many CSRs there are; null where they could not be listed.</summary>
    public CsrTotals? Csrs { get; init; }

    /// <summary>Pods by the name of their node; null where they were not counted.</summary>
    public IReadOnlyDictionary<string, int>? Pods { get; init; }

    /// <summary>What could not be seen, and why.</summary>
    public IReadOnlyList<CollectionError> Errors { get; init; } = [];

    /// <summary>What was there and could not be read.</summary>
    public IReadOnlyList<ReadProblem> Problems { get; init; } = [];

    /// <summary>The evidence of one of its nodes, as a diagnosis takes it.</summary>
    public NodeEvidence Of(ObservedNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var cluster = Cluster with
        {
            Nodes = [node.Node],
            Events = node.Events,
            CertificateSigningRequests = Csrs is null ? null : node.Csrs,
            Leases = Cluster.Leases is null ? null : node.Lease is null ? Cluster.Leases : [node.Lease, .. Cluster.Leases],
        };
        // What the API tells of it is newer than the look, where the cluster is watched.
        if (node.Closely is { } closely) return closely with { Cluster = cluster with { AccessAnswers = closely.Cluster.AccessAnswers } };
        return new NodeEvidence
        {
            NodeName = node.Node.Meta.Name,
            CollectedAt = CollectedAt,
            Errors = node.Errors.Count == 0 ? Errors : [.. Errors, .. node.Errors],
            Cluster = cluster,
            Host = new HostEvidence { Serving = node.Serving, Metrics = node.Metrics },
        };
    }
}
