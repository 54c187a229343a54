namespace Certrot.Pki;

/// <summary>Verifies certificates the way Kubernetes does: Go's <c>crypto/x509.Certificate.Verify</c>.</summary>
public static class ChainVerifier
{
    /// <summary>
    /// Looks for a chain from a certificate to an anchor. Any certificate of the pool is an anchor, self-signed or not. CAs of the same name are told
    /// apart by key identifiers and signatures. Names of hosts, name constraints, unknown critical extensions and revocation are not looked at.
    /// </summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="intermediates">Certificates that came with it; itself may be among them.</param>
    /// <param name="anchors">The trusted pool.</param>
    /// <param name="at">The moment, in UTC.</param>
    /// <param name="extendedKeyUsage">Object identifier of the wanted usage, such as 1.3.6.1.5.5.7.3.2 (client); null for any.</param>
    /// <param name="verifySignatures">
    /// False takes equal key identifiers (AKI of the child, SKI of the issuer) for a signature, so that a sound chain loads no native cryptography.
    /// Without that match the signature is checked in any case.
    /// </param>
    /// <returns>The result. Never throws.</returns>
    public static ChainResult Verify(
        Certificate leaf,
        IReadOnlyList<Certificate> intermediates,
        IReadOnlyList<Certificate> anchors,
        DateTimeOffset at,
        string? extendedKeyUsage,
        bool verifySignatures = false)
    {
        if (ChainBuilder.TimeMessage(leaf, at) is { } untimely)
            return new ChainResult(at < leaf.NotBefore ? ChainStatus.NotYetValid : ChainStatus.Expired, untimely, Anchor: null);
        return new ChainBuilder(intermediates, anchors, at, extendedKeyUsage, verifySignatures).Build(leaf);
    }
}
