using System.Net;

namespace Certrot.Pki;

/// <summary>An X.509 certificate, read without a key. Times are UTC (RFC 5280 §4.1.2.5).</summary>
public sealed partial record Certificate
{
    /// <summary>Subject.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>Issuer.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>Serial number, upper-case hexadecimal without separators.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>Start of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of validity, inclusive.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>DNS names of the SAN extension.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>IP addresses of the SAN extension.</summary>
    public IReadOnlyList<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>Object identifiers of the extended key usages; empty where the extension is missing.</summary>
    public IReadOnlyList<string> ExtendedKeyUsages { get; init; } = [];

    /// <summary>Whether basicConstraints says CA.</summary>
    public bool IsCa { get; init; }

    /// <summary>Subject key identifier, upper-case hexadecimal; null where missing.</summary>
    public string? SubjectKeyId { get; init; }

    /// <summary>Authority key identifier, upper-case hexadecimal; null where missing.</summary>
    public string? AuthorityKeyId { get; init; }

    /// <summary>Object identifier of the signature algorithm.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required byte[] PublicKeyInfo { get; init; }

    /// <summary>The whole certificate, DER.</summary>
    public required byte[] Der { get; init; }

    /// <summary>The issuer's name, DER: names are compared by these bytes.</summary>
    public required byte[] IssuerDer { get; init; }

    /// <summary>The subject's name, DER.</summary>
    public required byte[] SubjectDer { get; init; }

    /// <summary>Length of validity.</summary>
    public TimeSpan Lifetime => NotAfter - NotBefore;

    /// <summary>Whether subject and issuer are the same name.</summary>
    public bool IsSelfIssued => IssuerDer.AsSpan().SequenceEqual(SubjectDer);

    /// <summary>SHA-256 of the DER, lower-case hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Der));

    /// <summary>Whether it is valid at a moment.</summary>
    public bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time <= NotAfter;
}
