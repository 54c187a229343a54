namespace Certrot.Pki;

public sealed partial record CertificateRequest
{
    /// <summary>
    /// Strict reading of a PEM request as the API server stores it in <c>spec.request</c>: one block <c>CERTIFICATE REQUEST</c> and nothing else.
    /// Of several blocks the first one counts, as it does for the API server (pkg/apis/certificates/helpers.go, ParseCSR).
    /// </summary>
    /// <param name="pem">The PEM text.</param>
    /// <param name="problem">Why nothing can be read; null on success.</param>
    /// <returns>The request, with what differs from a kubelet's in <see cref="Problems"/>; null only where nothing can be read. Never throws.</returns>
    public static CertificateRequest? TryParsePem(ReadOnlySpan<byte> pem, out string? problem) => CertificateRequestReader.ReadPem(pem, out problem);

    /// <summary>Strict reading of a DER request (RFC 2986), 1 MiB at most.</summary>
    /// <param name="der">The request.</param>
    /// <param name="problem">Why nothing can be read; null on success.</param>
    /// <returns>The request, with what differs from a kubelet's in <see cref="Problems"/>; null only where nothing can be read. Never throws.</returns>
    public static CertificateRequest? TryParseDer(ReadOnlyMemory<byte> der, out string? problem) =>
        CertificateRequestReader.ReadDer(der.ToArray(), null, out problem);

    /// <summary>
    /// Proof of possession: whether the requested key signed the request. Computed at each call; the first loads the native cryptography.
    /// False as well for algorithms that cannot be checked here, such as Ed25519. Never throws.
    /// </summary>
    public bool HasValidSignature() => Signatures.Check(Der, PublicKeyInfo) == true;
}
