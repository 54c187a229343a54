namespace Certrot.Approval.Policy;

/// <summary>Which serving certificates are approved.</summary>
public sealed record ServingPolicy
{
    /// <summary>Who may vouch for a name or an address, the most trusted first.</summary>
    public IReadOnlyList<NameSource> Sources { get; init; } = [NameSource.Inventory, NameSource.Machine, NameSource.LiveCertificate, NameSource.NodeStatus];

    /// <summary>Patterns that every DNS name must match; null for all.</summary>
    public PatternSet? DnsNames { get; init; }

    /// <summary>Networks that every address must be in; empty for all.</summary>
    public IReadOnlyList<System.Net.IPNetwork> Networks { get; init; } = [];

    /// <summary>Most names and addresses of a certificate.</summary>
    public int MaxNames { get; init; } = 20;

    /// <summary>CA certificates that a live serving certificate must come from, PEM; null for the cluster's CA of the kubeconfig.</summary>
    public byte[]? Authorities { get; init; }
}
