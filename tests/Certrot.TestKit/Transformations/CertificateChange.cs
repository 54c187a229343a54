using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Certrot.TestKit.Transformations;

/// <summary>
/// Makes certificates and requests again: other names and times, and a new P-256 key for each old one, so that what was signed by one key is signed by
/// one key, and what could not be verified cannot be verified. Serial numbers and all other extensions stay.
/// </summary>
internal sealed partial class CertificateChange
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string SubjectAltName = "2.5.29.17";
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    private static readonly Asn1Tag context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag context3 = new(TagClass.ContextSpecific, 3, isConstructed: true);

    private readonly TextChange text;
    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> keyIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]?> changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> fingerprints = new(StringComparer.Ordinal);
    private readonly ILookup<string, SignedParts> bySubject;

    public CertificateChange(TextChange text, IReadOnlyList<byte[]> all)
    {
        this.text = text;
        var certificates = all.Select(SignedParts.Certificate).OfType<SignedParts>().ToList();
        bySubject = certificates.ToLookup(c => Convert.ToHexString(c.Subject.Span), StringComparer.Ordinal);
        foreach (var certificate in certificates)
        {
            if (certificate.OwnKeyId is { } id) keyIds.TryAdd(id, HashOf(KeyFor(certificate.PublicKey)));
        }

        foreach (var certificate in certificates)
        {
            if (Change(certificate.Der) is { } der) fingerprints[Fingerprint(certificate.Der)] = Fingerprint(der);
        }
    }

    /// <summary>The changed certificate or request; null for what is neither.</summary>
    public byte[]? Change(byte[] der)
    {
        var id = Convert.ToHexString(der);
        if (changed.TryGetValue(id, out var known)) return known;
        return changed[id] = SignedParts.Certificate(der) is { } certificate ? Certificate(certificate) : SignedParts.Request(der) is { } request ? Request(request) : null;
    }

    /// <summary>The text with SHA-256 fingerprints of changed certificates replaced.</summary>
    public string Fingerprints(string content) => Sha256Hex().Replace(content, m => fingerprints.GetValueOrDefault(m.Value, m.Value));

    private byte[] Certificate(SignedParts old)
    {
        var signer = bySubject[Convert.ToHexString(old.Issuer.Span)].FirstOrDefault(c => old.IsSignedBy(c.PublicKey));
        var key = signer is not null ? KeyFor(signer.PublicKey) : KeyFor($"unknown {Convert.ToHexString(old.Issuer.Span)} {old.IssuerKeyId}");
        if (old.IssuerKeyId is { } id) keyIds.TryAdd(id, HashOf(key));

        var reader = new AsnReader(old.Signed, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (reader.PeekTag().HasSameClassAndValue(context0)) writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
            writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
            reader.ReadEncodedValue();
            WriteAlgorithm(writer);
            WriteName(writer, reader.ReadEncodedValue());
            var validity = reader.ReadSequence();
            using (writer.PushSequence())
            {
                WriteTime(writer, ReadTime(validity));
                WriteTime(writer, ReadTime(validity));
            }

            WriteName(writer, reader.ReadEncodedValue());
            reader.ReadEncodedValue();
            writer.WriteEncodedValue(KeyFor(old.PublicKey).ExportSubjectPublicKeyInfo());
            while (reader.HasData)
            {
                if (reader.PeekTag().HasSameClassAndValue(context3))
                {
                    var extensions = reader.ReadSequence(context3);
                    using (writer.PushSequence(context3)) WriteExtensions(writer, extensions.ReadSequence());
                }
                else
                {
                    writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
                }
            }
        }

        return Sign(writer.Encode(), key);
    }

    private byte[] Request(SignedParts old)
    {
        var key = old.IsSignedBy(old.PublicKey) ? KeyFor(old.PublicKey) : KeyFor("forger of requests");
        var reader = new AsnReader(old.Signed, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
            WriteName(writer, reader.ReadEncodedValue());
            reader.ReadEncodedValue();
            writer.WriteEncodedValue(KeyFor(old.PublicKey).ExportSubjectPublicKeyInfo());
            if (reader.HasData)
            {
                var attributes = reader.ReadSetOf(context0);
                using (writer.PushSetOf(context0))
                {
                    while (attributes.HasData) WriteAttribute(writer, attributes.ReadEncodedValue());
                }
            }
        }

        return Sign(writer.Encode(), key);
    }

    private void WriteAttribute(AsnWriter writer, ReadOnlyMemory<byte> encoded)
    {
        var attribute = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        var oid = attribute.ReadObjectIdentifier();
        if (oid != ExtensionRequest)
        {
            writer.WriteEncodedValue(encoded.Span);
            return;
        }

        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            var values = attribute.ReadSetOf();
            using (writer.PushSetOf()) WriteExtensions(writer, values.ReadSequence());
        }
    }

    private void WriteExtensions(AsnWriter writer, AsnReader extensions)
    {
        using (writer.PushSequence())
        {
            while (extensions.HasData)
            {
                var extension = extensions.ReadSequence();
                using (writer.PushSequence())
                {
                    var oid = extension.ReadObjectIdentifier();
                    writer.WriteObjectIdentifier(oid);
                    if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean)) writer.WriteEncodedValue(extension.ReadEncodedValue().Span);
                    var value = extension.ReadOctetString();
                    writer.WriteOctetString(oid switch { SubjectAltName => AltNames(value), SignedParts.SubjectKeyId => OwnId(value), SignedParts.AuthorityKeyId => IssuerId(value), _ => value });
                }
            }
        }
    }

    private byte[] OwnId(byte[] value)
    {
        var id = Convert.ToHexString(new AsnReader(value, AsnEncodingRules.DER).ReadOctetString());
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(keyIds[id]);
        return writer.Encode();
    }

    private byte[] IssuerId(byte[] value)
    {
        if (SignedParts.AuthorityId(value) is not { } id) return value;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) writer.WriteOctetString(keyIds[id], new Asn1Tag(TagClass.ContextSpecific, 0));
        return writer.Encode();
    }

    private byte[] AltNames(byte[] value)
    {
        var names = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            while (names.HasData)
            {
                var tag = names.PeekTag();
                if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue is 1 or 2 or 6)
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, text.Text(names.ReadCharacterString(UniversalTagNumber.IA5String, tag)), tag);
                else if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue == 7)
                    writer.WriteOctetString(text.Address(names.ReadOctetString(tag)), tag);
                else
                    writer.WriteEncodedValue(names.ReadEncodedValue().Span);
            }
        }

        return writer.Encode();
    }

    private void WriteName(AsnWriter writer, ReadOnlyMemory<byte> name)
    {
        var parts = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        using (writer.PushSequence())
        {
            while (parts.HasData)
            {
                var set = parts.ReadSetOf();
                using (writer.PushSetOf())
                {
                    while (set.HasData)
                    {
                        var attribute = set.ReadSequence();
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(attribute.ReadObjectIdentifier());
                            var tag = (UniversalTagNumber)attribute.PeekTag().TagValue;
                            if (tag is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String)
                                writer.WriteCharacterString(tag, text.Text(attribute.ReadCharacterString(tag)));
                            else
                                writer.WriteEncodedValue(attribute.ReadEncodedValue().Span);
                        }
                    }
                }
            }
        }
    }

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    // RFC 5280, section 4.1.2.5: UTCTime through 2049.
    private void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        var moved = text.Time(time);
        if (moved.Year is >= 1950 and < 2050) writer.WriteUtcTime(moved, 2049);
        else writer.WriteGeneralizedTime(moved, omitFractionalSeconds: true);
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(EcdsaWithSha256);
    }

    private static byte[] Sign(byte[] content, ECDsa key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(content);
            WriteAlgorithm(writer);
            writer.WriteBitString(key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    private ECDsa KeyFor(ReadOnlyMemory<byte> publicKey) => KeyFor(Convert.ToHexString(publicKey.Span));

    private ECDsa KeyFor(string old)
    {
        if (!keys.TryGetValue(old, out var key)) keys[old] = key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key;
    }

    private static byte[] HashOf(ECDsa key) => new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false).SubjectKeyIdentifierBytes.ToArray();

    private static string Fingerprint(byte[] der) => Convert.ToHexStringLower(SHA256.HashData(der));

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex Sha256Hex();
}
