namespace Certrot.Kubernetes;

/// <summary>A coordination.k8s.io Lease. Times are in UTC.</summary>
public sealed record Lease
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Who holds it; null where nobody does.</summary>
    public string? Holder { get; init; }

    /// <summary>When it was last renewed.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>When the holder got it.</summary>
    public DateTimeOffset? Acquired { get; init; }

    /// <summary>How long it lasts without renewal, in seconds.</summary>
    public int? DurationSeconds { get; init; }
}
