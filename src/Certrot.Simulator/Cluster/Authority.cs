using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Simulator.Cluster;

/// <summary>The cluster's CA. Its key is made anew for each simulation and never written.</summary>
internal sealed class Authority : IDisposable
{
    /// <summary>The signer dates certificates back by five minutes (pkg/controller/certificates/authority/policies.go, Backdate).</summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string SubjectAltName = "2.5.29.17";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 certificate;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509SignatureGenerator signing;

    /// <param name="notBefore">Start of its validity.</param>
    /// <param name="notAfter">End of its validity.</param>
    public Authority(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        End = notAfter;
        signing = X509SignatureGenerator.CreateForECDsa(key);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.CreateSelfSigned(notBefore, notAfter);
    }

    /// <summary>End of its validity.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Its certificate, PEM.</summary>
    public string Pem => certificate.ExportCertificatePem();

    /// <summary>Its certificate, DER.</summary>
    public ReadOnlyMemory<byte> Der => certificate.RawDataMemory;

    /// <summary>Signs as kube-controller-manager does: what would outlive the CA is cut.</summary>
    /// <param name="request">Subject, key and names.</param>
    /// <param name="serving">Whether it is for a server.</param>
    /// <param name="notBefore">Start of validity.</param>
    /// <param name="notAfter">End of validity.</param>
    public X509Certificate2 Sign(CertificateRequest request, bool serving, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var signed = new CertificateRequest(request.SubjectName, request.PublicKey, HashAlgorithmName.SHA256);
        foreach (var extension in request.CertificateExtensions.Where(e => e.Oid?.Value == SubjectAltName)) signed.CertificateExtensions.Add(extension);
        signed.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        signed.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(serving ? ServerAuth : ClientAuth)], false));
        signed.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        Span<byte> serial = stackalloc byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        return signed.Create(certificate.SubjectName, signing, notBefore, notAfter < End ? notAfter : End, serial);
    }

    /// <summary>A kubelet's request.</summary>
    /// <param name="node">The node.</param>
    /// <param name="key">Its key.</param>
    /// <param name="address">Its address, for a serving certificate; null for a client certificate.</param>
    public static CertificateRequest Request(string node, ECDsa key, IPAddress? address)
    {
        var subject = new X500DistinguishedNameBuilder();
        // The builder encodes in reverse: this gives O, CN as Go writes it.
        subject.AddCommonName($"system:node:{node}");
        subject.AddOrganizationName("system:nodes");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        if (address is null) return request;
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(node);
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    /// <summary>What a kubelet without serverTLSBootstrap makes at its start: signed by a CA that nobody knows (k8s.io/client-go/util/cert, GenerateSelfSignedCertKey).</summary>
    public static X509Certificate2 SelfSigned(string node, ECDsa key, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var made = notBefore.ToUnixTimeSeconds();
        var request = new CertificateRequest($"CN={node}@{made}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(node);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(new X500DistinguishedName($"CN={node}-ca@{made}"), X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter, new byte[] { 1, 2, 3 });
    }

    /// <summary>A certificate with its key, for a server of the control plane or a user.</summary>
    public X509Certificate2 Issue(string commonName, string? organization, IPAddress? address, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        if (organization is not null) subject.AddOrganizationName(organization);
        var request = new CertificateRequest(subject.Build(), own, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddDnsName("kubernetes");
            names.AddIpAddress(address);
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var signed = Sign(request, address is not null, notBefore, notAfter);
        return signed.CopyWithPrivateKey(own);
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
