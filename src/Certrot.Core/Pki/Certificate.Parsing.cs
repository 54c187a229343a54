using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Certrot.Pki;

public sealed partial record Certificate
{
    /// <summary>Version, 1 to 3; 0 where the certificate was not parsed.</summary>
    internal int Version { get; init; }

    /// <summary>Whether the basicConstraints extension is there.</summary>
    internal bool HasBasicConstraints { get; init; }

    /// <summary>pathLenConstraint; null where there is none.</summary>
    internal int? MaxPathLength { get; init; }

    /// <summary>Whether keyUsage is there and lacks keyCertSign.</summary>
    internal bool MayNotSign { get; init; }

    /// <summary>
    /// Reads an X.509 certificate (RFC 5280) from DER. Takes what Go's crypto/x509 takes, and what it refuses for the sake of form only
    /// (negative serial numbers, odd string types). Loads no cryptography.
    /// </summary>
    /// <param name="der">The certificate, nothing after it, 1 MiB at most.</param>
    /// <param name="problem">Why it is not a certificate; null on success.</param>
    /// <returns>The certificate, or null where it cannot be read. Never throws.</returns>
    public static Certificate? TryParse(ReadOnlyMemory<byte> der, out string? problem)
    {
        if (der.IsEmpty)
        {
            problem = "the certificate is empty (0 bytes)";
            return null;
        }

        if (der.Length > Pki.Der.MaxLength)
        {
            problem = $"the certificate is longer than 1 MiB ({der.Length} bytes)";
            return null;
        }

        var part = "outer structure";
        try
        {
            // A copy: the caller's buffer may be reused.
            var certificate = Parse(der.ToArray(), ref part);
            problem = null;
            return certificate;
        }
        catch (AsnContentException)
        {
            problem = $"it is not a DER certificate: its {part} cannot be read";
            return null;
        }
    }

    private static Certificate Parse(byte[] der, ref string part)
    {
        const AsnEncodingRules Rules = AsnEncodingRules.DER;
        var file = new AsnReader(der, Rules);
        var outer = file.ReadSequence();
        if (file.HasData)
        {
            part = "end (bytes follow it)";
            throw new AsnContentException();
        }

        var tbs = outer.ReadSequence();
        part = "signature";
        var algorithm = outer.PeekEncodedValue();
        var signatureAlgorithm = Pki.Der.ReadOid(outer.ReadSequence());
        outer.ReadBitString(out _);

        part = "version";
        var versionTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var version = 1;
        if (tbs.PeekTag() == versionTag)
        {
            if (!tbs.ReadSequence(versionTag).TryReadInt32(out version) || version is < 0 or > 2) throw new AsnContentException();
            version++;
        }

        part = "serial number";
        var serial = Serial(tbs.ReadIntegerBytes().Span);
        part = "signature algorithm";
        if (!tbs.ReadEncodedValue().Span.SequenceEqual(algorithm.Span)) throw new AsnContentException();
        part = "issuer";
        var issuerDer = tbs.ReadEncodedValue();
        var issuer = NameReader.Read(issuerDer, Rules, problem: null);
        part = "validity";
        var validity = tbs.ReadSequence();
        var notBefore = Pki.Der.ReadTime(validity);
        var notAfter = Pki.Der.ReadTime(validity);
        part = "subject";
        var subjectDer = tbs.ReadEncodedValue();
        var subject = NameReader.Read(subjectDer, Rules, problem: null);
        part = "public key";
        var publicKey = tbs.PeekEncodedValue();
        tbs.ReadSequence();

        var extensions = default(Extensions);
        while (tbs.HasData)
        {
            part = "extensions";
            var tag = tbs.PeekTag();
            if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue == 3) extensions.Read(tbs.ReadSequence(tag).ReadSequence(), ref part);
            else tbs.ReadEncodedValue();
        }

        return new Certificate
        {
            Version = version,
            SerialNumber = serial,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            DnsNames = extensions.Names is { } names ? names.DnsNames : [],
            IpAddresses = extensions.Names?.IpAddresses ?? [],
            ExtendedKeyUsages = extensions.ExtendedKeyUsages ?? [],
            IsCa = extensions.IsCa,
            HasBasicConstraints = extensions.HasBasicConstraints,
            MaxPathLength = extensions.MaxPathLength,
            MayNotSign = extensions.MayNotSign,
            SubjectKeyId = extensions.SubjectKeyId,
            AuthorityKeyId = extensions.AuthorityKeyId,
            SignatureAlgorithm = signatureAlgorithm,
            PublicKeyInfo = publicKey.ToArray(),
            Der = der,
            IssuerDer = issuerDer.ToArray(),
            SubjectDer = subjectDer.ToArray(),
        };
    }

    private static string Serial(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] < 0x80) return Convert.ToHexString(bytes.Length > 1 && bytes[0] == 0 ? bytes[1..] : bytes);
        var magnitude = bytes.ToArray();
        var carry = 1;
        for (var i = magnitude.Length - 1; i >= 0; i--)
        {
            var sum = (byte)~magnitude[i] + carry;
            magnitude[i] = (byte)sum;
            carry = sum >> 8;
        }

        return "-" + Convert.ToHexString(magnitude);
    }

    [SuppressMessage("Performance", "CA1815", Justification = "A set of local variables of the parser, never compared.")]
    private struct Extensions
    {
        public AltNames? Names;
        public List<string>? ExtendedKeyUsages;
        public bool IsCa;
        public bool HasBasicConstraints;
        public int? MaxPathLength;
        public bool MayNotSign;
        public string? SubjectKeyId;
        public string? AuthorityKeyId;

        public void Read(AsnReader sequence, ref string part)
        {
            while (sequence.HasData)
            {
                part = "extensions";
                var extension = sequence.ReadSequence();
                var oid = Pki.Der.ReadOid(extension);
                part = $"extension {Oids.Describe(oid)}";
                if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean)) extension.ReadBoolean();
                Read(oid, extension.ReadOctetString());
            }
        }

        private void Read(string oid, byte[] value)
        {
            switch (oid)
            {
                case Oids.SubjectAltName:
                    Names = AltNames.Read(value, AsnEncodingRules.DER, problem: null);
                    break;
                case Oids.BasicConstraints:
                    var constraints = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
                    HasBasicConstraints = true;
                    IsCa = constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean();
                    MaxPathLength = constraints.HasData && constraints.TryReadInt32(out var length) && length >= 0 ? length : null;
                    break;
                case Oids.KeyUsage:
                    // Bit 5 is keyCertSign (RFC 5280 §4.2.1.3).
                    var usage = new AsnReader(value, AsnEncodingRules.DER).ReadBitString(out _);
                    MayNotSign = usage.Length > 0 && (usage[0] & 0x04) == 0;
                    break;
                case Oids.ExtendedKeyUsage:
                    var usages = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
                    ExtendedKeyUsages = [];
                    while (usages.HasData) ExtendedKeyUsages.Add(Pki.Der.ReadOid(usages));
                    break;
                case Oids.SubjectKeyIdentifier:
                    SubjectKeyId = Convert.ToHexString(new AsnReader(value, AsnEncodingRules.DER).ReadOctetString());
                    break;
                case Oids.AuthorityKeyIdentifier:
                    var authority = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
                    var keyTag = new Asn1Tag(TagClass.ContextSpecific, 0);
                    AuthorityKeyId = authority.HasData && authority.PeekTag() == keyTag ? Convert.ToHexString(authority.ReadOctetString(keyTag)) : null;
                    break;
                default:
                    break;
            }
        }
    }
}
