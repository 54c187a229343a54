using Certrot.Collect.Gathered;

namespace Certrot.Collect.Fleet;

/// <summary>What a scan does beside reading lists.</summary>
public sealed record ScanOptions
{
    /// <summary>Whether to shake hands with each kubelet for its serving certificate.</summary>
    public bool Handshakes { get; init; } = true;

    /// <summary>Whether to ask each kubelet for its metrics, through the API server.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Handshakes at once.</summary>
    public int Parallel { get; init; } = 128;

    /// <summary>Kubelets that are asked for metrics at once: the API server has to carry all of it.</summary>
    public int ParallelMetrics { get; init; } = 32;

    /// <summary>What is waited for.</summary>
    public CollectionProgress Progress { get; init; } = new();
}
