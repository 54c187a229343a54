using System.Net;

namespace Certrot.Pki;

/// <summary>A PKCS#10 request (RFC 2986), read strictly: what Go would sign is what is shown here, and what differs is a problem.</summary>
public sealed partial record CertificateRequest
{
    /// <summary>Subject.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>DNS names of the requested SAN extension.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>IP addresses of the requested SAN extension.</summary>
    public IReadOnlyList<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>E-mail names of the requested SAN extension.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>URIs of the requested SAN extension.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>Public key, such as <c>ECDSA P-256</c> or <c>RSA 2048</c>.</summary>
    public required string KeyDescription { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required byte[] PublicKeyInfo { get; init; }

    /// <summary>Object identifier of the signature algorithm.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>The whole request, DER.</summary>
    public required byte[] Der { get; init; }

    /// <summary>What a strict policy refuses: trailing bytes, duplicate extensions, unknown name types, and the like. Empty for what a kubelet makes.</summary>
    public IReadOnlyList<RequestProblem> Problems { get; init; } = [];

    /// <summary>Object identifiers of the extensions that are asked for, in DER order.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Whether the PEM is as Go's <c>encoding/pem</c> writes it, byte for byte: what one parser skips in other texts, another may read. False for a request that came as DER.</summary>
    public bool IsCanonicalPem { get; init; }
}
