namespace Certrot.ApiClient.Config;

/// <summary>What the command line says about the connection, in kubectl's flags; null where a flag is not given.</summary>
public sealed record ClientOptions
{
    /// <summary><c>--kubeconfig</c>: one file, which must exist.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>--context</c>.</summary>
    public string? Context { get; init; }

    /// <summary><c>--cluster</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary><c>--user</c>.</summary>
    public string? User { get; init; }

    /// <summary><c>--server</c>.</summary>
    public string? Server { get; init; }

    /// <summary><c>--namespace</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>--as</c>.</summary>
    public string? Impersonate { get; init; }

    /// <summary><c>--as-group</c>.</summary>
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];

    /// <summary><c>--insecure-skip-tls-verify</c>.</summary>
    public bool? InsecureSkipTlsVerify { get; init; }

    /// <summary><c>--tls-server-name</c>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary><c>--request-timeout</c>; null for the client's own.</summary>
    public TimeSpan? RequestTimeout { get; init; }
}
