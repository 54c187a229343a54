using System.Text;
using Certrot.Pki;

namespace Certrot.TestKit;

/// <summary>A certificate made for a test.</summary>
public sealed record ForgedCertificate(byte[] Der)
{
    /// <summary>The certificate as the program reads it.</summary>
    public Certificate Parsed => Certificate.TryParse(Der, out var problem) ?? throw new InvalidOperationException(problem);

    /// <summary>PEM, one CERTIFICATE block, ends with a line feed.</summary>
    public string Pem => CertificateForge.Pem("CERTIFICATE", Der);

    /// <summary>PEM as bundles keep the kubelet's files: the certificate, then a key block whose body is the word REDACTED.</summary>
    public string PemWithRedactedKey => Pem + CertificateForge.RedactedKeyPem;

    /// <summary><see cref="PemWithRedactedKey"/> as bytes.</summary>
    public byte[] FileContent => Encoding.ASCII.GetBytes(PemWithRedactedKey);

    /// <summary>Base64 of <see cref="Pem"/>, as <c>status.certificate</c> and kubeconfigs hold it.</summary>
    public string PemBase64 => Convert.ToBase64String(Encoding.ASCII.GetBytes(Pem));
}
