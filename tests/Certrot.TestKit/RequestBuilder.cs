using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Certrot.TestKit;

/// <summary>Builds PKCS#10 requests byte by byte, wrong ones too; signed by their key.</summary>
public sealed class RequestBuilder
{
    public const string SubjectAltName = "2.5.29.17";
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";

    public int Version { get; init; }

    public byte[] Subject { get; init; } = CertificateForge.Name("system:nodes", "system:node:worker-1").RawData;

    public byte[]? PublicKeyInfo { get; init; }

    public ECCurve Curve { get; init; } = ECCurve.NamedCurves.nistP256;

    public string SignatureOid { get; init; } = EcdsaSha256;

    /// <summary>The key that signs, and that the certificate is for unless <see cref="PublicKeyInfo"/> is given; a new one on <see cref="Curve"/> where null.</summary>
    public AsymmetricAlgorithm? Key { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The AlgorithmIdentifier of the signature, in place of <see cref="SignatureOid"/> alone.</summary>
    public byte[]? SignatureAlgorithm { get; init; }

    /// <summary>The signature, in place of the key's.</summary>
    public Func<byte[], byte[]>? Sign { get; init; }

    /// <summary>What is done to the CertificationRequestInfo before it is signed.</summary>
    public Func<byte[], byte[]> ChangeInfo { get; init; } = static info => info;

    /// <summary>Each is one whole attribute; null leaves the field out.</summary>
    public IReadOnlyList<byte[]>? Attributes { get; init; } = [];

    public byte[] Build()
    {
        using var own = Key is null ? ECDsa.Create(Curve) : null;
        var key = Key ?? own!;
        var info = ChangeInfo(Encode(writer =>
        {
            writer.WriteInteger(Version);
            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(PublicKeyInfo ?? key.ExportSubjectPublicKeyInfo());
            if (Attributes is null) return;
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var attribute in Attributes) writer.WriteEncodedValue(attribute);
            }
        }));
        return Seal(info, SignatureAlgorithm ?? Encode(algorithm => algorithm.WriteObjectIdentifier(SignatureOid)), Sign is null ? Signature(key, info, Hash) : Sign(info));
    }

    /// <summary>A signed request of its three parts.</summary>
    public static byte[] Seal(byte[] info, byte[] algorithm, byte[] signature) => Tlv(0x30, [.. info, .. algorithm, .. Tlv(0x03, [0, .. signature])]);

    /// <summary>Tag, length and value in DER, whatever the value is.</summary>
    public static byte[] Tlv(byte tag, byte[] value)
    {
        var length = value.Length;
        byte[] head = length < 0x80 ? [tag, (byte)length]
            : length < 0x100 ? [tag, 0x81, (byte)length]
            : length < 0x10000 ? [tag, 0x82, (byte)(length >> 8), (byte)length]
            : [tag, 0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        return [.. head, .. value];
    }

    /// <summary>An ECDSA or an RSA PKCS#1 v1.5 signature.</summary>
    public static byte[] Signature(AsymmetricAlgorithm key, byte[] info, HashAlgorithmName hash) => key is RSA rsa
        ? rsa.SignData(info, hash, RSASignaturePadding.Pkcs1)
        : ((ECDsa)key).SignData(info, hash, DSASignatureFormat.Rfc3279DerSequence);

    public static byte[] Name(params (string Oid, string Value)[][] parts) => Encode(writer =>
    {
        foreach (var part in parts)
        {
            using (writer.PushSetOf())
            {
                foreach (var (oid, value) in part)
                {
                    writer.WriteEncodedValue(Encode(attribute =>
                    {
                        attribute.WriteObjectIdentifier(oid);
                        attribute.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                    }));
                }
            }
        }
    });

    public static byte[] ExtensionRequest(params byte[][] extensions) => Encode(writer =>
    {
        writer.WriteObjectIdentifier("1.2.840.113549.1.9.14");
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            foreach (var extension in extensions) writer.WriteEncodedValue(extension);
        }
    });

    public static byte[] Extension(string oid, byte[] value, bool critical = false) => Encode(writer =>
    {
        writer.WriteObjectIdentifier(oid);
        if (critical) writer.WriteBoolean(true);
        writer.WriteOctetString(value);
    });

    /// <summary>An attribute with one UTF8String.</summary>
    public static byte[] Attribute(string oid, string value) => Encode(writer =>
    {
        writer.WriteObjectIdentifier(oid);
        using (writer.PushSetOf()) writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
    });

    /// <summary>A subjectAltName of names by tag and raw bytes.</summary>
    public static byte[] AltNames(params (int Tag, byte[] Bytes)[] names) => Extension(SubjectAltName, Encode(writer =>
    {
        foreach (var (tag, bytes) in names) writer.WriteOctetString(bytes, new Asn1Tag(TagClass.ContextSpecific, tag));
    }));

    /// <summary>A SEQUENCE of what is written.</summary>
    public static byte[] Encode(Action<AsnWriter> content)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) content(writer);
        return writer.Encode();
    }
}
