namespace Certrot.Kubernetes;

/// <summary>A v1 ConfigMap.</summary>
public sealed record ConfigMap
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Data.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }
}
