using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Lab;

/// <summary>A certificate of the lab and its key, in PEM.</summary>
/// <param name="Pem">The certificate.</param>
/// <param name="KeyPem">The key (PKCS#8).</param>
public sealed record LabCertificate(string Pem, string KeyPem)
{
    internal static LabCertificate From(X509Certificate2 certificate, ECDsa key) =>
        new(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");

    internal void Write(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, name + ".crt"), Pem);
        File.WriteAllText(Path.Combine(directory, name + ".key"), KeyPem);
    }
}
