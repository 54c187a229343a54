using Certrot.Pki;

namespace Certrot.ApiClient.Config;

/// <summary>A connection, resolved from kubeconfigs and flags. Holds secrets: never print it.</summary>
public sealed record ClientConfig
{
    /// <summary>Where it came from, for messages: files and context, or "in-cluster".</summary>
    public required string Origin { get; init; }

    /// <summary>The API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>The context; null in a cluster.</summary>
    public string? Context { get; init; }

    /// <summary>The namespace; <c>default</c> where none is set.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Trust anchors given as data; null where none are.</summary>
    public IReadOnlyList<Certificate>? Anchors { get; init; }

    /// <summary>File of trust anchors, read anew when it changes; null where none is.</summary>
    public string? AnchorFile { get; init; }

    /// <summary>Takes any server certificate.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must cover instead of the host; null for the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy; null for what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Who the client is.</summary>
    public UserConfig User { get; init; } = new();

    /// <summary>User to act as; null for none.</summary>
    public string? Impersonate { get; init; }

    /// <summary>Groups to act as.</summary>
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];

    /// <summary>Time that one request may take; null for the client's own.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Server} ({Origin})";
}
