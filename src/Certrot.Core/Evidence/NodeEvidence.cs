namespace Certrot.Evidence;

/// <summary>All that is known about one node and its cluster at one moment. Null means "not collected", never "empty".</summary>
public sealed record NodeEvidence
{
    /// <summary>The node's name; null where nothing tells it (pasted text).</summary>
    public string? NodeName { get; init; }

    /// <summary>"Now" for every judgement, in UTC.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>True where <see cref="CollectedAt"/> was told by the evidence, false where it was inferred from the newest time in it.</summary>
    public bool CollectedAtKnown { get; init; } = true;

    /// <summary>True for pasted text: absence of a thing from it proves nothing.</summary>
    public bool Fragmentary { get; init; }

    /// <summary>What the collector could not collect.</summary>
    public IReadOnlyList<CollectionError> Errors { get; init; } = [];

    /// <summary>What could not be read although it was there.</summary>
    public IReadOnlyList<ReadProblem> Problems { get; init; } = [];

    /// <summary>What the API server tells.</summary>
    public ClusterEvidence Cluster { get; init; } = new();

    /// <summary>What the node itself tells.</summary>
    public HostEvidence Host { get; init; } = new();
}
