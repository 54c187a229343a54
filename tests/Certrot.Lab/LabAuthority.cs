using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Lab;

/// <summary>A certificate authority with ECDSA P-256 keys.</summary>
public sealed class LabAuthority : IDisposable
{
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _certificate;

    /// <summary>Makes an authority that has been valid for two years and has eight left.</summary>
    /// <param name="commonName">Its common name.</param>
    public LabAuthority(string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        _certificate = request.CreateSelfSigned(now.AddYears(-2), now.AddYears(8));
        Certificate = LabCertificate.From(_certificate, key);
    }

    /// <summary>The authority's own certificate and key.</summary>
    public LabCertificate Certificate { get; }

    /// <summary>Issues a client certificate.</summary>
    /// <param name="commonName">User name for the API server.</param>
    /// <param name="organization">Group for the API server; null for none.</param>
    /// <param name="notBefore">Start; null for five minutes ago.</param>
    /// <param name="notAfter">End; null for one year from now.</param>
    public LabCertificate Client(
        string commonName, string? organization = null, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null) =>
        Issue(commonName, organization, ClientAuth, names: null, notBefore, notAfter);

    /// <summary>Issues a serving certificate.</summary>
    /// <param name="commonName">Its common name.</param>
    /// <param name="dnsNames">DNS names.</param>
    /// <param name="addresses">IP addresses.</param>
    /// <param name="notBefore">Start; null for five minutes ago.</param>
    /// <param name="notAfter">End; null for one year from now.</param>
    public LabCertificate Serving(
        string commonName,
        IEnumerable<string> dnsNames,
        IEnumerable<IPAddress> addresses,
        DateTimeOffset? notBefore = null,
        DateTimeOffset? notAfter = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dnsNames)
            names.AddDnsName(name);
        foreach (var address in addresses)
            names.AddIpAddress(address);
        return Issue(commonName, organization: null, ServerAuth, names, notBefore, notAfter);
    }

    public void Dispose() => _certificate.Dispose();

    private LabCertificate Issue(
        string commonName,
        string? organization,
        string usage,
        SubjectAlternativeNameBuilder? names,
        DateTimeOffset? notBefore,
        DateTimeOffset? notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        // The builder encodes in reverse: this gives O, CN as Go and openssl write it.
        subject.AddCommonName(commonName);
        if (organization is not null)
            subject.AddOrganizationName(organization);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names is not null)
            request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(_certificate, notBefore ?? now.AddMinutes(-5), notAfter ?? now.AddYears(1), serial);
        return LabCertificate.From(certificate, key);
    }
}
