using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.TestKit;

/// <summary>A CA made for a test. It signs anything: leaves that outlive it, leaves in the past.</summary>
public sealed class ForgedAuthority
{
    private readonly Lock signing = new();
    private readonly AsymmetricAlgorithm key;

    internal ForgedAuthority(AsymmetricAlgorithm key, X500DistinguishedName subject, ForgedCertificate certificate, string? keyId)
    {
        this.key = key;
        Subject = subject;
        Certificate = certificate;
        KeyId = keyId;
    }

    /// <summary>Its subject.</summary>
    public X500DistinguishedName Subject { get; }

    /// <summary>Its own certificate.</summary>
    public ForgedCertificate Certificate { get; }

    /// <summary>Its subject key identifier, hexadecimal; null where it has none.</summary>
    public string? KeyId { get; }

    /// <summary>Its certificate as PEM, as <c>ca.crt</c> holds it.</summary>
    public string Pem => Certificate.Pem;

    /// <summary>
    /// Issues a certificate with the subject <c>O=..., CN=...</c> in Go's order; a null organization leaves O out, a null usage leaves
    /// extendedKeyUsage out. Without a public key a new P-256 key is made and thrown away.
    /// </summary>
    public ForgedCertificate Issue(
        string? organization,
        string commonName,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        IEnumerable<string>? dns = null,
        IEnumerable<string>? ips = null,
        string? extendedKeyUsage = CertificateForge.ClientAuth,
        PublicKey? publicKey = null,
        bool authorityKeyId = true)
    {
        var request = Request(CertificateForge.Name(organization, commonName), publicKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (extendedKeyUsage is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(extendedKeyUsage)], critical: false));
        if (CertificateForge.AltNames(dns, ips) is { } names) request.CertificateExtensions.Add(names);
        return Sign(request, notBefore, notAfter, authorityKeyId);
    }

    /// <summary>Issues the kubelet's client certificate: <c>O=system:nodes, CN=system:node:NAME</c>.</summary>
    public ForgedCertificate IssueKubeletClient(string node, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        Issue("system:nodes", "system:node:" + node, notBefore, notAfter);

    /// <summary>Issues the kubelet's serving certificate with the node's name and addresses.</summary>
    public ForgedCertificate IssueKubeletServing(string node, DateTimeOffset notBefore, DateTimeOffset notAfter, params IEnumerable<string> ips) =>
        Issue("system:nodes", "system:node:" + node, notBefore, notAfter, [node], ips, CertificateForge.ServerAuth);

    /// <summary>Issues an intermediate CA.</summary>
    public ForgedAuthority IssueAuthority(
        string commonName, DateTimeOffset notBefore, DateTimeOffset notAfter, bool keyIds = true, string? extendedKeyUsage = null)
    {
        var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = CertificateForge.Name(organization: null, commonName);
        var request = CertificateForge.AuthorityRequest(newKey, subject, keyIds, out var keyId);
        if (extendedKeyUsage is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(extendedKeyUsage)], critical: false));
        return new ForgedAuthority(newKey, subject, Sign(request, notBefore, notAfter, keyIds), keyId);
    }

    /// <summary>Signs any request as it is.</summary>
    public ForgedCertificate Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter, bool authorityKeyId = true)
    {
        if (authorityKeyId && KeyId is not null)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(Convert.FromHexString(KeyId)));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        lock (signing)
        {
            using var certificate = request.Create(Subject, CertificateForge.Signer(key), notBefore, notAfter, serial);
            return new ForgedCertificate(certificate.RawData);
        }
    }

    private static CertificateRequest Request(X500DistinguishedName subject, PublicKey? publicKey)
    {
        if (publicKey is not null) return new CertificateRequest(subject, publicKey, HashAlgorithmName.SHA256);
        using var throwAway = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, new PublicKey(throwAway), HashAlgorithmName.SHA256);
    }
}
