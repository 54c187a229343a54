using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Certrot.Pki;

/// <summary>Checks signatures. The first call loads the native cryptography (more than 10 ms).</summary>
public static class Signatures
{
    // An RSA key of 16384 bits has 2 KiB; longer ones serve only to keep the checker busy.
    private const int MaxKeyInfo = 4096;

    /// <summary>
    /// Whether a certificate carries a signature that the issuer's key made: ECDSA, RSA PKCS#1 v1.5 and RSA-PSS with SHA-256, SHA-384 or SHA-512.
    /// Names, validity and the right to sign are not looked at.
    /// </summary>
    /// <returns>Null where it cannot be told: Ed25519, SHA-1 and other algorithms or keys that are not supported here. Never throws.</returns>
    public static bool? IsSignedBy(Certificate child, Certificate issuer) => Check(child.Der, issuer.PublicKeyInfo);

    internal static bool? Check(byte[] signedDer, byte[] publicKeyInfo)
    {
        if (publicKeyInfo.Length > MaxKeyInfo) return null;
        try
        {
            var parts = SignedDer.Read(signedDer);
            if (SignatureAlgorithm.Find(parts.Algorithm) is not { } algorithm) return null;
            var key = PublicKeyFacts.Read(publicKeyInfo, AsnEncodingRules.BER).AlgorithmOid;
            if (key != algorithm.KeyOid) return key.Length == 0 || key == Oids.RsaPss ? null : false;
            var isPss = parts.Algorithm == Oids.RsaPss;
            if ((isPss ? SignatureAlgorithm.PssHash(parts.Parameters) : algorithm.Hash) is not { } hash) return null;
            return key == Oids.EcPublicKey
                ? CheckEcdsa(publicKeyInfo, parts, hash)
                : CheckRsa(publicKeyInfo, parts, hash, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static bool CheckEcdsa(byte[] publicKeyInfo, SignedDer parts, HashAlgorithmName hash)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKeyInfo, out _);
        try
        {
            return key.VerifyData(parts.Signed.Span, parts.Signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool CheckRsa(byte[] publicKeyInfo, SignedDer parts, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(publicKeyInfo, out _);
        try
        {
            return key.VerifyData(parts.Signed.Span, parts.Signature, hash, padding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
