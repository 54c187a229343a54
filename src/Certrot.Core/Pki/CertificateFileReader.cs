using Certrot.Evidence;

namespace Certrot.Pki;

/// <summary>Stands in until the reader is merged.</summary>
public static class CertificateFileReader
{
    /// <summary>Reads nothing.</summary>
    public static CertificateFile Read(ReadOnlySpan<byte> content, string path) => new() { Source = new(path), Size = content.Length };
}
