using Certrot.Evidence;

namespace Certrot.Pki;

/// <summary>Placeholder, replaced when the readers are merged.</summary>
public static class CertificateFileReader
{
    /// <summary>Placeholder.</summary>
    public static CertificateFile Read(ReadOnlySpan<byte> pem, string path) => new() { Source = new Source(path), Size = pem.Length };
}
