namespace Certrot.Reports;

/// <summary>A certificate as a scan knows it. Times are UTC.</summary>
public sealed record FleetCertificateReport
{
    /// <summary>As <see cref="CertificateReport.Stage"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Start of validity; null where not known.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of validity; null where not known.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>
    /// How that is known: <c>file</c>, <c>handshake</c>, <c>csr</c>, <c>metrics</c> or <c>log</c>; <c>heartbeat</c> where only the kubelet's heartbeat shows
    /// that the certificate works now; <c>unknown</c>.
    /// </summary>
    public required string Known { get; init; }

    /// <summary>70 % and 90 % of the lifetime; empty where not known.</summary>
    public IReadOnlyList<DateTimeOffset> RotationWindow { get; init; } = [];

    /// <summary>The last rotation that succeeded; null where none is known.</summary>
    public DateTimeOffset? LastRotation { get; init; }

    /// <summary>The newest CSR; null where none is known.</summary>
    public CsrReport? Csr { get; init; }

    /// <summary>Why it counts as late; null where it does not.</summary>
    public string? Late { get; init; }
}
