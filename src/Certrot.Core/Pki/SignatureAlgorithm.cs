using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Certrot.Pki;

/// <summary>A signature algorithm of certificates and requests (RFC 5758, RFC 8017, RFC 8410).</summary>
/// <param name="Name">As Go names it (crypto/x509, SignatureAlgorithm.String).</param>
/// <param name="KeyOid">The kind of key that makes such signatures.</param>
/// <param name="Hash">The hash; null where it cannot be checked here.</param>
/// <param name="IsInsecure">MD2, MD5 or SHA-1, which Go refuses.</param>
internal sealed record SignatureAlgorithm(string Name, string KeyOid, HashAlgorithmName? Hash, bool IsInsecure = false)
{
    internal static SignatureAlgorithm? Find(string oid) => oid switch
    {
        "1.2.840.10045.4.3.2" => new("ECDSA-SHA256", Oids.EcPublicKey, HashAlgorithmName.SHA256),
        "1.2.840.10045.4.3.3" => new("ECDSA-SHA384", Oids.EcPublicKey, HashAlgorithmName.SHA384),
        "1.2.840.10045.4.3.4" => new("ECDSA-SHA512", Oids.EcPublicKey, HashAlgorithmName.SHA512),
        "1.2.840.113549.1.1.11" => new("SHA256-RSA", Oids.Rsa, HashAlgorithmName.SHA256),
        "1.2.840.113549.1.1.12" => new("SHA384-RSA", Oids.Rsa, HashAlgorithmName.SHA384),
        "1.2.840.113549.1.1.13" => new("SHA512-RSA", Oids.Rsa, HashAlgorithmName.SHA512),
        Oids.RsaPss => new("RSAPSS", Oids.Rsa, Hash: null),
        Oids.Ed25519 => new("Ed25519", Oids.Ed25519, Hash: null),
        "1.2.840.10045.4.1" => new("ECDSA-SHA1", Oids.EcPublicKey, Hash: null, IsInsecure: true),
        "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" => new("SHA1-RSA", Oids.Rsa, Hash: null, IsInsecure: true),
        "1.2.840.113549.1.1.4" => new("MD5-RSA", Oids.Rsa, Hash: null, IsInsecure: true),
        "1.2.840.113549.1.1.2" => new("MD2-RSA", Oids.Rsa, Hash: null, IsInsecure: true),
        _ => null,
    };

    /// <summary>
    /// The hash of RSASSA-PSS parameters (RFC 8017 §A.2.3), where they are of the form that Go takes: one of three hashes, MGF1 with the same,
    /// a salt as long as the hash (crypto/x509, getSignatureAlgorithmFromAI). Null for all others.
    /// </summary>
    internal static HashAlgorithmName? PssHash(ReadOnlyMemory<byte> parameters)
    {
        try
        {
            var sequence = new AsnReader(parameters, AsnEncodingRules.DER).ReadSequence();
            var hash = Der.ReadOid(sequence.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence());
            var mask = sequence.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1)).ReadSequence();
            if (Der.ReadOid(mask) != "1.2.840.113549.1.1.8" || Der.ReadOid(mask.ReadSequence()) != hash) return null;
            if (!sequence.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 2)).TryReadInt32(out var salt)) return null;
            return (hash, salt) switch
            {
                (Oids.Sha256, 32) => HashAlgorithmName.SHA256,
                (Oids.Sha384, 48) => HashAlgorithmName.SHA384,
                (Oids.Sha512, 64) => HashAlgorithmName.SHA512,
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
