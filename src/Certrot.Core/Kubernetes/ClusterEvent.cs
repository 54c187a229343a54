namespace Certrot.Kubernetes;

/// <summary>A v1 or events.k8s.io Event.</summary>
public sealed record ClusterEvent
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Machine-readable reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Text for people.</summary>
    public string? Message { get; init; }

    /// <summary>Kind of the object it is about.</summary>
    public string? ObjectKind { get; init; }

    /// <summary>Name of the object it is about.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Who reported it.</summary>
    public string? Component { get; init; }

    /// <summary>First occurrence, in UTC.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Last occurrence, in UTC.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>How often.</summary>
    public int Count { get; init; } = 1;
}
