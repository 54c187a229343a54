using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Certrot.TestKit.Transformations;

/// <summary>What of a certificate or request decides who signed it.</summary>
internal sealed record SignedParts(byte[] Der, ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Issuer, ReadOnlyMemory<byte> Subject, ReadOnlyMemory<byte> PublicKey, byte[] Signature)
{
    internal const string SubjectKeyId = "2.5.29.14";
    internal const string AuthorityKeyId = "2.5.29.35";

    private static readonly Asn1Tag context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag context3 = new(TagClass.ContextSpecific, 3, isConstructed: true);

    public string? OwnKeyId { get; private init; }

    public string? IssuerKeyId { get; private init; }

    public static SignedParts? Certificate(byte[] der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var signed = outer.ReadEncodedValue();
            outer.ReadEncodedValue();
            var signature = outer.ReadBitString(out _);
            var reader = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
            if (!reader.PeekTag().HasSameClassAndValue(context0)) return null;
            for (var i = 0; i < 3; i++) reader.ReadEncodedValue();
            var issuer = reader.ReadEncodedValue();
            reader.ReadEncodedValue();
            var subject = reader.ReadEncodedValue();
            var parts = new SignedParts(der, signed, issuer, subject, reader.ReadEncodedValue(), signature);
            while (reader.HasData)
            {
                if (!reader.PeekTag().HasSameClassAndValue(context3))
                {
                    reader.ReadEncodedValue();
                    continue;
                }

                var extensions = reader.ReadSequence(context3).ReadSequence();
                while (extensions.HasData)
                {
                    var extension = extensions.ReadSequence();
                    var oid = extension.ReadObjectIdentifier();
                    if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean)) extension.ReadBoolean();
                    var value = extension.ReadOctetString();
                    if (oid == SubjectKeyId) parts = parts with { OwnKeyId = Convert.ToHexString(new AsnReader(value, AsnEncodingRules.DER).ReadOctetString()) };
                    if (oid == AuthorityKeyId) parts = parts with { IssuerKeyId = AuthorityId(value) };
                }
            }

            return parts;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    public static SignedParts? Request(byte[] der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var signed = outer.ReadEncodedValue();
            outer.ReadEncodedValue();
            var signature = outer.ReadBitString(out _);
            var reader = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
            reader.ReadInteger();
            var subject = reader.ReadEncodedValue();
            return new SignedParts(der, signed, subject, subject, reader.ReadEncodedValue(), signature);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    public static string? AuthorityId(byte[] extension)
    {
        var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        return reader.HasData && reader.PeekTag().HasSameClassAndValue(tag) ? Convert.ToHexString(reader.ReadOctetString(tag)) : null;
    }

    /// <summary>Whether a key made the signature; SHA-256 only, as all test certificates have.</summary>
    public bool IsSignedBy(ReadOnlyMemory<byte> publicKey)
    {
        var key = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(publicKey.Span, out _);
        using var ec = key.GetECDsaPublicKey();
        if (ec is not null) return ec.VerifyData(Signed.Span, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        using var rsa = key.GetRSAPublicKey();
        return rsa?.VerifyData(Signed.Span, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true;
    }
}
