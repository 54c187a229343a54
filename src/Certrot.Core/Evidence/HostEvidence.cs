using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Metrics;

namespace Certrot.Evidence;

/// <summary>What the node itself tells. Null means "not collected".</summary>
public sealed record HostEvidence
{
    /// <summary>What the kubelet's log holds.</summary>
    public LogDigest? KubeletLog { get; init; }

    /// <summary>The KubeletConfiguration file.</summary>
    public KubeletConfiguration? Configuration { get; init; }

    /// <summary>The kubeconfig that the kubelet uses.</summary>
    public Kubeconfig? Kubeconfig { get; init; }

    /// <summary>The bootstrap kubeconfig.</summary>
    public Kubeconfig? BootstrapKubeconfig { get; init; }

    /// <summary>The CA bundle that the kubelet verifies the API server's client certificate with (<c>clientCAFile</c>).</summary>
    public CertificateFile? ClientCa { get; init; }

    /// <summary>Certificate files of the node by file name, such as <c>kubelet-client-current.pem</c>; null where the directory was not collected.</summary>
    public IReadOnlyDictionary<string, CertificateFile>? Pki { get; init; }

    /// <summary>Files below the certificate directory and /etc/kubernetes.</summary>
    public IReadOnlyList<HostFile>? Files { get; init; }

    /// <summary>The kubelet's process.</summary>
    public KubeletProcess? Process { get; init; }

    /// <summary>The file system of the certificate directory.</summary>
    public DiskSpace? Disk { get; init; }

    /// <summary>The node's clock against a reference.</summary>
    public ClockReading? Clock { get; init; }

    /// <summary>The chain that the kubelet presents on port 10250.</summary>
    public CertificateFile? Serving { get; init; }

    /// <summary>The kubelet's metrics.</summary>
    public MetricSet? Metrics { get; init; }
}
