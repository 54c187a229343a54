namespace Certrot.Reports;

/// <summary>One certificate and how far its renewal came.</summary>
public sealed record CertificateReport
{
    /// <summary>
    /// <c>not-due</c>, <c>due</c>, <c>not-requested</c>, <c>pending</c>, <c>denied</c>, <c>approved-not-issued</c>, <c>failed</c>,
    /// <c>issued-not-stored</c>, <c>stored-not-used</c>, <c>in-use</c>, <c>not-rotated</c> (nobody rotates it) or <c>unknown</c>.
    /// </summary>
    public required string Stage { get; init; }

    /// <summary>The stage in words.</summary>
    public required string StageText { get; init; }

    /// <summary>Start of validity; null where no certificate was read.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of validity; null where no certificate was read.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Two times: 70 % and 90 % of the lifetime. Empty where no certificate was read.</summary>
    public IReadOnlyList<DateTimeOffset> RotationWindow { get; init; } = [];

    /// <summary>Whether it is past its end; null where not known.</summary>
    public bool? Expired { get; init; }

    /// <summary>Seconds to the end, negative after it; null where not known.</summary>
    public long? SecondsLeft { get; init; }

    /// <summary>Subject; null where no certificate was read.</summary>
    public string? Subject { get; init; }

    /// <summary>Issuer; null where no certificate was read.</summary>
    public string? Issuer { get; init; }

    /// <summary>Where it was read: a file, an issued CSR, a metric; null where it was not.</summary>
    public string? Source { get; init; }

    /// <summary>The last rotation that succeeded; null where none is known.</summary>
    public DateTimeOffset? LastRotation { get; init; }

    /// <summary>The node's newest CSR of this kind; null where none is known.</summary>
    public CsrReport? Csr { get; init; }
}
