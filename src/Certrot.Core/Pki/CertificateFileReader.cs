using Certrot.Evidence;

namespace Certrot.Pki;

/// <summary>Placeholder.</summary>
public static class CertificateFileReader
{
    /// <summary>Reads PEM.</summary>
    public static CertificateFile Read(ReadOnlySpan<byte> content, string path) => new() { Source = new Source(path), Size = content.Length };
}
