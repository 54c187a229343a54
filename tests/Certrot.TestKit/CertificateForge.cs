using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Certrot.TestKit;

/// <summary>Makes CAs, certificates and requests for tests, with real keys and any validity. P-256 unless said otherwise.</summary>
public static class CertificateForge
{
    /// <summary>Extended key usage "client auth".</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>Extended key usage "server auth".</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>A key block as bundles have it.</summary>
    public const string RedactedKeyPem = "-----BEGIN EC PRIVATE KEY-----\nREDACTED\n-----END EC PRIVATE KEY-----\n";

    // RSA keys take a fifth of a second to make.
    private static readonly Lazy<RSA> SharedRsa = new(() => RSA.Create(2048));

    /// <summary>A self-signed CA, named <c>kubernetes</c> as kubeadm's is, with key identifiers unless told otherwise.</summary>
    public static ForgedAuthority Authority(
        DateTimeOffset notBefore, DateTimeOffset notAfter, string commonName = "kubernetes", bool keyIds = true, bool rsa = false)
    {
        AsymmetricAlgorithm key = rsa ? SharedRsa.Value : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = Name(organization: null, commonName);
        var request = AuthorityRequest(key, subject, keyIds, out var keyId);
        using var certificate = request.Create(subject, Signer(key), notBefore, notAfter, [0x01]);
        return new ForgedAuthority(key, subject, new ForgedCertificate(certificate.RawData), keyId);
    }

    /// <summary>A self-signed certificate of no CA, such as the kubelet makes for its port 10250 (<c>CN=NODE@TIME</c>).</summary>
    public static ForgedCertificate SelfSigned(
        string commonName,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        IEnumerable<string>? dns = null,
        IEnumerable<string>? ips = null,
        string? extendedKeyUsage = ServerAuth)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = Name(organization: null, commonName);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (extendedKeyUsage is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(extendedKeyUsage)], critical: false));
        if (AltNames(dns, ips) is { } names) request.CertificateExtensions.Add(names);
        using var certificate = request.Create(subject, Signer(key), notBefore, notAfter, [0x02]);
        return new ForgedCertificate(certificate.RawData);
    }

    /// <summary>PEM of the request that a kubelet makes: <c>O=system:nodes, CN=system:node:NAME</c>; with names for the serving signer.</summary>
    public static string KubeletRequestPem(string node, IEnumerable<string>? dns = null, IEnumerable<string>? ips = null) =>
        RequestPem(Name("system:nodes", "system:node:" + node), AltNames(dns, ips));

    /// <summary>PEM of any request with a new P-256 key.</summary>
    public static string RequestPem(X500DistinguishedName subject, params X509Extension?[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            if (extension is not null) request.CertificateExtensions.Add(extension);
        }

        return request.CreateSigningRequestPem() + "\n";
    }

    /// <summary>A name as Go writes it: O, then CN, PrintableString where that can hold the value.</summary>
    public static X500DistinguishedName Name(string? organization, string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (organization is not null) WriteAttribute(writer, "2.5.4.10", organization);
            WriteAttribute(writer, "2.5.4.3", commonName);
        }

        return new X500DistinguishedName(writer.Encode());
    }

    /// <summary>PEM with lines of 64 characters, as Go writes it; ends with a line feed.</summary>
    public static string Pem(string label, byte[] der)
    {
        var text = new StringBuilder($"-----BEGIN {label}-----\n");
        foreach (var line in Convert.ToBase64String(der).Chunk(64)) text.Append(line).Append('\n');
        return text.Append($"-----END {label}-----\n").ToString();
    }

    internal static CertificateRequest AuthorityRequest(AsymmetricAlgorithm key, X500DistinguishedName subject, bool keyIds, out string? keyId)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        keyId = null;
        if (!keyIds) return request;
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        keyId = Convert.ToHexString(identifier.SubjectKeyIdentifierBytes.Span);
        return request;
    }

    internal static X509SignatureGenerator Signer(AsymmetricAlgorithm key) => key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    internal static X509Extension? AltNames(IEnumerable<string>? dns, IEnumerable<string>? ips)
    {
        var builder = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var name in dns ?? [])
        {
            builder.AddDnsName(name);
            any = true;
        }

        foreach (var address in ips ?? [])
        {
            builder.AddIpAddress(IPAddress.Parse(address));
            any = true;
        }

        return any ? builder.Build() : null;
    }

    private static void WriteAttribute(AsnWriter writer, string oid, string value)
    {
        var isPrintable = value.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c));
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(isPrintable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
        }
    }
}
