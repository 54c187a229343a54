using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Certrot.TestKit.Attacks;

/// <summary>Keys that are weak, unusual or not usable, really signed where that can be.</summary>
internal static class KeyAttacks
{
    private const string Key = "key", Signature = "signature", RsaSha256 = "1.2.840.113549.1.1.11", RsaKey = "1.2.840.113549.1.1.1";

    private const string Ed25519 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHiMIGVAgEAMDYxFTATBgNVBAoMDHN5c3RlbTpub2RlczEdMBsGA1UEAwwUc3lz
        dGVtOm5vZGU6d29ya2VyLTEwKjAFBgMrZXADIQB//El95aU5szEuD1kQc3mqhsnk
        /Kf5/X1TKFYjfai+qaAsMCoGCSqGSIb3DQEJDjEdMBswGQYDVR0RBBIwEIIId29y
        a2VyLTGHBAoAAAswBQYDK2VwA0EAxcB+wkJcEBZbRiFMPIdxiyE+/Zo1L7Db7kMK
        EIUimKYxAbo9Q74h2vaLZ6HQLh6ky/AxCtaQzvk5FQCrz3e6AQ==
        -----END CERTIFICATE REQUEST-----

        """;

    internal static IEnumerable<Attack> All()
    {
        using var rsa = RSA.Create(2048);
        using var rsa1024 = RSA.Create(1024);
        using var rsa2040 = RSA.Create(2040);
        using var cubed = PublicExponentThree();
        using var p224 = ECDsa.Create(ECCurve.CreateFromFriendlyName("nistP224"));
        using var koblitz = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var explicitCurve = ECDsa.Create(p256.ExportExplicitParameters(includePrivateParameters: true));
        yield return Rsa("rsa-key-of-1024-bits", Key, "can be broken", rsa1024);
        yield return Rsa("rsa-key-of-2040-bits", Key, "below what is asked for", rsa2040);
        yield return Rsa("rsa-exponent-of-3", Key, "below what FIPS 186-5 asks for, and padding mistakes of verifiers become forgeries", cubed);
        yield return RsaInfo("rsa-exponent-of-1", Signature, "anybody signs for the key: the signature is the padded hash itself", rsa.ExportParameters(false).Modulus!, [1], Padded);
        yield return RsaInfo("rsa-exponent-of-2", Signature, "no RSA key", rsa.ExportParameters(false).Modulus!, [2], info => RequestBuilder.Signature(rsa, info, HashAlgorithmName.SHA256));
        yield return RsaInfo("rsa-modulus-of-100000-bits", Signature, "keeps a verifier busy", [.. Enumerable.Repeat((byte)0xFF, 12_500)], [1, 0, 1], _ => new byte[12_500]);
        yield return Rsa("rsa-signature-with-sha-1", Signature, "collisions are practical", rsa, "1.2.840.113549.1.1.5", HashAlgorithmName.SHA1);
        yield return Rsa("rsa-signature-with-md5", Signature, "collisions are practical", rsa, "1.2.840.113549.1.1.4", HashAlgorithmName.MD5);
        yield return Of("ecdsa-signature-with-sha-1", Signature, "collisions are practical", With(p256, "1.2.840.10045.4.1", HashAlgorithmName.SHA1));
        yield return Of("ecdsa-key-on-p-224", Key, "weak", With(p224));
        yield return Of("ecdsa-key-on-secp256k1", Key, "Go cannot read it", With(koblitz));
        yield return Of("ecdsa-key-on-brainpool", Key, "Go cannot read it", With(brainpool));
        yield return Of("ecdsa-key-with-explicit-parameters", Key, "CVE-2020-0601: a curve with a chosen generator", With(explicitCurve));
        yield return Of("ecdsa-key-as-compressed-point", Signature, "Go cannot read it", WithInfo(p256, Point(p256, q => [(byte)(2 + (q.Y![^1] & 1)), .. q.X!])));
        yield return Of("ecdsa-key-beside-the-curve", Signature, "leaks keys of those who compute with it", WithInfo(p256, Point(p256, q => [4, .. q.X!, .. q.X!])));
        yield return Of("ecdsa-key-at-infinity", Signature, "no key", WithInfo(p256, Point(p256, _ => [0])));
        yield return Of("key-with-data-behind-it", Signature, "what Go does not read", WithInfo(p256, RequestBuilder.Tlv(0x30, [.. Content(p256.ExportSubjectPublicKeyInfo()), 0x05, 0x00])));
        yield return Of("rsa-key-without-its-null", Key, "Go does not read it", new RequestBuilder
        {
            Attributes = Own(),
            Key = rsa,
            SignatureAlgorithm = RsaIdentifier(RsaSha256),
            PublicKeyInfo = RequestBuilder.Encode(w =>
            {
                w.WriteEncodedValue(RequestBuilder.Encode(a => a.WriteObjectIdentifier(RsaKey)));
                w.WriteBitString(rsa.ExportRSAPublicKey());
            }),
        });
        yield return Of("rsa-pss-key", Signature, "Go cannot use it", PssKey(rsa));
        yield return Of("key-of-an-unknown-kind", Signature, "cannot be checked", WithInfo(p256, RequestBuilder.Encode(w =>
        {
            w.WriteEncodedValue(RequestBuilder.Encode(a => a.WriteObjectIdentifier("1.2.3.4")));
            w.WriteBitString([1]);
        })));
        yield return Of("key-of-the-clusters-ca", Signature, "a certificate for a key that the node does not hold", WithInfo(p256, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfo()));
        yield return AttackForge.Of("ed25519-key", Signature, "sound, and not checked here", CsrBuilder.Serving().WithPem(Ed25519.ReplaceLineEndings("\n")));
    }

    private static Attack Of(string name, string rule, string why, RequestBuilder request) => AttackForge.Serving(name, rule, why, request);

    private static Attack Rsa(string name, string rule, string why, RSA key, string algorithm = RsaSha256, HashAlgorithmName? hash = null) => Of(name, rule, why, With(key, algorithm, hash));

    private static Attack RsaInfo(string name, string rule, string why, byte[] modulus, byte[] exponent, Func<byte[], byte[]> sign) => Of(name, rule, why, new RequestBuilder
    {
        Attributes = Own(),
        SignatureAlgorithm = RsaIdentifier(RsaSha256),
        Sign = sign,
        PublicKeyInfo = RequestBuilder.Encode(w =>
        {
            w.WriteEncodedValue(RsaIdentifier(RsaKey));
            w.WriteBitString(RequestBuilder.Encode(k =>
            {
                k.WriteIntegerUnsigned(modulus);
                k.WriteIntegerUnsigned(exponent);
            }));
        }),
    });

    private static RequestBuilder With(AsymmetricAlgorithm key, string algorithm = "1.2.840.10045.4.3.2", HashAlgorithmName? hash = null) => new()
    {
        Attributes = Own(),
        Key = key,
        SignatureAlgorithm = key is RSA ? RsaIdentifier(algorithm) : null,
        SignatureOid = algorithm,
        Hash = hash ?? HashAlgorithmName.SHA256,
    };

    private static RequestBuilder WithInfo(ECDsa key, byte[] info) => new() { Attributes = Own(), Key = key, PublicKeyInfo = info };

    private static RequestBuilder PssKey(RSA key) => new()
    {
        Attributes = Own(),
        SignatureAlgorithm = RsaIdentifier(RsaSha256),
        Sign = info => RequestBuilder.Signature(key, info, HashAlgorithmName.SHA256),
        PublicKeyInfo = RequestBuilder.Encode(w =>
        {
            w.WriteEncodedValue(RequestBuilder.Encode(a => a.WriteObjectIdentifier("1.2.840.113549.1.1.10")));
            w.WriteBitString(key.ExportRSAPublicKey());
        }),
    };

    private static byte[][] Own() => [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames(AttackForge.OwnNames))];

    private static byte[] RsaIdentifier(string oid) => RequestBuilder.Encode(w =>
    {
        w.WriteObjectIdentifier(oid);
        w.WriteNull();
    });

    private static byte[] Point(ECDsa key, Func<ECPoint, byte[]> encode) => RequestBuilder.Encode(w =>
    {
        w.WriteEncodedValue(RequestBuilder.Encode(a =>
        {
            a.WriteObjectIdentifier("1.2.840.10045.2.1");
            a.WriteObjectIdentifier("1.2.840.10045.3.1.7");
        }));
        w.WriteBitString(encode(key.ExportParameters(false).Q));
    });

    /// <summary>The hash as PKCS#1 v1.5 pads it (RFC 8017 §9.2): to the power of 1 it is its own signature.</summary>
    private static byte[] Padded(byte[] info)
    {
        byte[] digest = [.. Convert.FromHexString("3031300D060960864801650304020105000420"), .. SHA256.HashData(info)];
        return [0, 1, .. Enumerable.Repeat((byte)0xFF, 256 - 3 - digest.Length), 0, .. digest];
    }

    private static RSA PublicExponentThree()
    {
        while (true)
        {
            using var source = RSA.Create(2048);
            var parameters = source.ExportParameters(includePrivateParameters: true);
            var (p, q) = (Number(parameters.P!), Number(parameters.Q!));
            var phi = (p - 1) * (q - 1);
            if (phi % 3 == 0) continue;
            // One of 1 + phi and 1 + 2 phi is a multiple of 3.
            var d = ((1 + phi) % 3 == 0 ? 1 + phi : 1 + (2 * phi)) / 3;
            var (dp, dq) = (d % (p - 1), d % (q - 1));
            return RSA.Create(parameters with { Exponent = [3], D = Bytes(d, 256), DP = Bytes(dp, 128), DQ = Bytes(dq, 128) });
        }
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }

    private static byte[] Content(byte[] value) => new AsnReader(value, AsnEncodingRules.DER).PeekContentBytes().ToArray();
}
