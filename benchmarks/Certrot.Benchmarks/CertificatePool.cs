using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Benchmarks;

/// <summary>Real P-256 requests and certificates of 200 nodes, made once and used again and again: making 100,000 would take minutes.</summary>
internal sealed class CertificatePool : IDisposable
{
    public const int Size = 200;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 authority;
    private readonly List<Entry> entries = [];

    public CertificatePool(DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(now.AddYears(-2), now.AddYears(8));
        for (var i = 0; i < Size; i++)
            entries.Add(Make(ClusterBundleWriter.NodeName(i), now));
    }

    public string AuthorityPem => authority.ExportCertificatePem();

    public Entry this[int index] => entries[index];

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    private Entry Make(string node, DateTimeOffset now)
    {
        using var nodeKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // .NET writes the last part of a name first: O, then CN, as the kubelet does.
        var request = new CertificateRequest($"CN=system:node:{node}, O=system:nodes", nodeKey, HashAlgorithmName.SHA256);
        var pem = request.CreateSigningRequestPem();

        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var certificate = request.Create(authority, now.AddDays(-340), now.AddDays(25), RandomNumberGenerator.GetBytes(16));
        return new Entry(pem, certificate.ExportCertificatePem());
    }

    /// <summary>Both in PEM.</summary>
    internal readonly record struct Entry(string Request, string Certificate);
}
