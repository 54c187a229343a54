using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>The part of an API object's metadata that judgements use.</summary>
public sealed record ObjectMeta
{
    /// <summary>Name; empty where missing.</summary>
    public string Name { get; init; } = "";

    /// <summary>Namespace; null for cluster-wide objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>UID; null where missing.</summary>
    public string? Uid { get; init; }

    /// <summary>When the API server created it, by its clock, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = EmptyMap;

    /// <summary>Annotations, without kubectl's last-applied copy.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = EmptyMap;

    /// <summary>Where the object was read.</summary>
    public Source Source { get; init; } = new("");

    private static IReadOnlyDictionary<string, string> EmptyMap { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
