using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Metrics;

namespace Certrot.Fleet;

/// <summary>What a scan saw of one node. Null means "not seen".</summary>
public sealed record ObservedNode
{
    /// <summary>The Node object.</summary>
    public required Node Node { get; init; }

    /// <summary>Its heartbeat lease.</summary>
    public Lease? Lease { get; init; }

    /// <summary>The newest of its CSRs, of each signer some.</summary>
    public IReadOnlyList<CertificateSigningRequest> Csrs { get; init; } = [];

    /// <summary>The newest of its events.</summary>
    public IReadOnlyList<ClusterEvent> Events { get; init; } = [];

    /// <summary>The chain that the kubelet shows on its port.</summary>
    public CertificateFile? Serving { get; init; }

    /// <summary>The kubelet's metrics about certificates.</summary>
    public MetricSet? Metrics { get; init; }

    /// <summary>What could not be seen of it, and why.</summary>
    public IReadOnlyList<CollectionError> Errors { get; init; } = [];

    /// <summary>The whole evidence, where the node was looked at more closely; it goes before everything else.</summary>
    public NodeEvidence? Closely { get; init; }
}
