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

    /// <summary>Each is one whole attribute; null leaves the field out.</summary>
    public IReadOnlyList<byte[]>? Attributes { get; init; } = [];

    public byte[] Build()
    {
        using var key = ECDsa.Create(Curve);
        var info = Encode(writer =>
        {
            writer.WriteInteger(Version);
            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(PublicKeyInfo ?? key.ExportSubjectPublicKeyInfo());
            if (Attributes is null) return;
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var attribute in Attributes) writer.WriteEncodedValue(attribute);
            }
        });
        return Encode(writer =>
        {
            writer.WriteEncodedValue(info);
            writer.WriteEncodedValue(Encode(algorithm => algorithm.WriteObjectIdentifier(SignatureOid)));
            writer.WriteBitString(key.SignData(info, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        });
    }

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
