using System.Formats.Asn1;
using System.Globalization;

namespace Certrot.Pki;

/// <summary>What a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) tells without any cryptography.</summary>
/// <param name="AlgorithmOid">Object identifier of the key's algorithm; empty where it cannot be read.</param>
/// <param name="Description">Such as <c>ECDSA P-256</c> or <c>RSA 2048</c>.</param>
/// <param name="Problem">Why a strict policy refuses the key; null where it does not.</param>
internal sealed record PublicKeyFacts(string AlgorithmOid, string Description, string? Problem)
{
    // Go refuses shorter ones in TLS (crypto/tls, GODEBUG tlsmaxrsasize and rsa1024min); NIST SP 800-57 asks for 2048.
    private const int MinRsaBits = 2048;

    // FIPS 186-5 §5.4: odd and at least 65537; Go's own has 32 bits at most (crypto/rsa, checkPublicExponent).
    private const int MinRsaExponent = 65537;

    internal static PublicKeyFacts Read(ReadOnlyMemory<byte> info, AsnEncodingRules rules)
    {
        var oid = "";
        try
        {
            var outer = new AsnReader(info, rules).ReadSequence();
            var algorithm = outer.ReadSequence();
            oid = Der.ReadOid(algorithm);
            switch (oid)
            {
                case Oids.EcPublicKey:
                    if (!algorithm.HasData || !algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
                        return new PublicKeyFacts(oid, "ECDSA, explicit parameters", "the key is on a curve without a name (explicit parameters)");
                    var curve = Curve(Der.ReadOid(algorithm));
                    outer.ReadBitString(out _);
                    return algorithm.HasData || outer.HasData ? curve with { Problem = curve.Problem ?? "the public key has data behind it" } : curve;
                case Oids.Rsa or Oids.RsaPss:
                    var hasNull = algorithm.HasData && algorithm.ReadEncodedValue().Span is [0x05, 0x00] && !algorithm.HasData;
                    var file = new AsnReader(outer.ReadBitString(out _), rules);
                    var numbers = file.ReadSequence();
                    var modulus = numbers.ReadIntegerBytes().Span.TrimStart((byte)0);
                    var isSoundExponent = numbers.TryReadInt32(out var exponent) && exponent >= MinRsaExponent && exponent % 2 == 1;
                    var bits = modulus.IsEmpty ? 0 : (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
                    var isPss = oid == Oids.RsaPss;
                    var description = string.Create(CultureInfo.InvariantCulture, $"RSA{(isPss ? "-PSS" : "")} {bits}");
                    var problem = bits < MinRsaBits ? $"the key is weak: {description}"
                        : isPss ? "the key is an RSA-PSS key, which Go cannot use"
                        : !isSoundExponent ? "the key's public exponent is not an odd number of 32 bits from 65537 on"
                        : !hasNull ? "the key's algorithm lacks its parameter NULL (RFC 3279 §2.3.1)"
                        : numbers.HasData || file.HasData || outer.HasData ? "the public key has data behind it"
                        : null;
                    return new PublicKeyFacts(oid, description, problem);
                case Oids.Ed25519:
                    return new PublicKeyFacts(oid, "Ed25519", null);
                default:
                    return new PublicKeyFacts(oid, $"unknown ({oid})", $"the key is of an unknown kind ({oid})");
            }
        }
        catch (AsnContentException)
        {
            return new PublicKeyFacts(oid, "unreadable", "the public key cannot be read");
        }
    }

    private static PublicKeyFacts Curve(string curve) => curve switch
    {
        "1.2.840.10045.3.1.7" => new(Oids.EcPublicKey, "ECDSA P-256", null),
        "1.3.132.0.34" => new(Oids.EcPublicKey, "ECDSA P-384", null),
        "1.3.132.0.35" => new(Oids.EcPublicKey, "ECDSA P-521", null),
        "1.3.132.0.33" => new(Oids.EcPublicKey, "ECDSA P-224", "the key is weak: ECDSA P-224"),
        "1.2.840.10045.3.1.1" => new(Oids.EcPublicKey, "ECDSA P-192", "the key is weak: ECDSA P-192"),
        _ => new(Oids.EcPublicKey, $"ECDSA, curve {curve}", $"the key is on an unknown curve ({curve})"),
    };
}
