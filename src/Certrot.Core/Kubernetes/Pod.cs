namespace Certrot.Kubernetes;

/// <summary>A v1 Pod, as far as control-plane components and approvers need it.</summary>
public sealed record Pod
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Node it is bound to.</summary>
    public string? NodeName { get; init; }

    /// <summary><c>status.phase</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Service account.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Containers.</summary>
    public IReadOnlyList<Container> Containers { get; init; } = [];
}
