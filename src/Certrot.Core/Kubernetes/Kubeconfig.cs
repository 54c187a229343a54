using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>A kubeconfig resolved to its current context. Secrets are never kept.</summary>
public sealed record Kubeconfig
{
    /// <summary>Where it was read.</summary>
    public required Source Source { get; init; }

    /// <summary><c>server</c> of the cluster; null where missing.</summary>
    public string? Server { get; init; }

    /// <summary>CA bundle given as data; null where none is.</summary>
    public CertificateFile? CaData { get; init; }

    /// <summary>Path of a CA file; null where none is.</summary>
    public string? CaPath { get; init; }

    /// <summary><c>insecure-skip-tls-verify</c>.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary><c>tls-server-name</c>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary><c>proxy-url</c>.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Client certificate given as data; null where none is.</summary>
    public CertificateFile? ClientCertificateData { get; init; }

    /// <summary>Path of the client certificate; null where none is.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>Path of the client key; null where none is.</summary>
    public string? ClientKeyPath { get; init; }

    /// <summary>The public part of a bootstrap token (six characters before the dot); null where none is.</summary>
    public string? TokenId { get; init; }

    /// <summary>Whether a token of any kind is set.</summary>
    public bool HasToken { get; init; }

    /// <summary>Whether an exec plugin gets the credentials (EKS).</summary>
    public bool HasExec { get; init; }

    /// <summary>What is wrong with the file; empty for a sound one.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
