namespace Certrot.Fleet;

/// <summary>How a scan judges.</summary>
public sealed record FleetOptions
{
    /// <summary>When a certificate is late.</summary>
    public Thresholds Thresholds { get; init; } = new();

    /// <summary>What is known already.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    /// <summary>The label that names a node's pool; null for those that the providers and tools set.</summary>
    public string? PoolLabel { get; init; }
}
