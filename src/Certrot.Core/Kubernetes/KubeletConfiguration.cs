using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>A KubeletConfiguration (kubelet.config.k8s.io/v1beta1), as far as certificates need it. Null means "not set in the file".</summary>
public sealed record KubeletConfiguration
{
    /// <summary>Where it was read.</summary>
    public required Source Source { get; init; }

    /// <summary><c>rotateCertificates</c>; the kubelet's default is false, kubeadm sets true.</summary>
    public bool? RotateCertificates { get; init; }

    /// <summary><c>serverTLSBootstrap</c>; the default is false.</summary>
    public bool? ServerTlsBootstrap { get; init; }

    /// <summary><c>tlsCertFile</c>.</summary>
    public string? TlsCertFile { get; init; }

    /// <summary><c>authentication.x509.clientCAFile</c>.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary><c>featureGates</c>.</summary>
    public IReadOnlyDictionary<string, bool> FeatureGates { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>Top-level fields that no release of the kubelet knows but that differ only in case from one that it does, such as <c>ServerTLSBootstrap</c>.</summary>
    public IReadOnlyList<string> MistypedFields { get; init; } = [];
}
