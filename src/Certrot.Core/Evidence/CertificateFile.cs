using Certrot.Pki;

namespace Certrot.Evidence;

/// <summary>A PEM file as it was found: certificates, whether a key stands in it, and what is wrong with it.</summary>
public sealed record CertificateFile
{
    /// <summary>Where it was read.</summary>
    public required Source Source { get; init; }

    /// <summary>Size in bytes of what was read.</summary>
    public required long Size { get; init; }

    /// <summary>Certificates in file order; the first is the leaf.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>Whether a private key block stands in the file. Its content is never read.</summary>
    public bool HasPrivateKey { get; init; }

    /// <summary>Whether a key block stands before the first certificate.</summary>
    public bool KeyFirst { get; init; }

    /// <summary>What is broken, in the order of the file; empty for a sound file.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The first certificate, or null.</summary>
    public Certificate? Leaf => Certificates.Count > 0 ? Certificates[0] : null;
}
