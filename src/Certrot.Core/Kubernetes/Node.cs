namespace Certrot.Kubernetes;

/// <summary>A v1 Node.</summary>
public sealed record Node
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Conditions of the status.</summary>
    public IReadOnlyList<NodeCondition> Conditions { get; init; } = [];

    /// <summary>Addresses of the status.</summary>
    public IReadOnlyList<NodeAddress> Addresses { get; init; } = [];

    /// <summary>Keys of the taints.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];

    /// <summary><c>spec.providerID</c>; null where missing.</summary>
    public string? ProviderId { get; init; }

    /// <summary><c>status.nodeInfo.kubeletVersion</c>; null where missing.</summary>
    public string? KubeletVersion { get; init; }

    /// <summary><c>status.nodeInfo.osImage</c>; null where missing.</summary>
    public string? OsImage { get; init; }

    /// <summary><c>status.daemonEndpoints.kubeletEndpoint.Port</c>; null where missing.</summary>
    public int? KubeletPort { get; init; }

    /// <summary>The Ready condition, or null.</summary>
    public NodeCondition? Ready => Conditions.FirstOrDefault(c => c.Type == "Ready");
}
