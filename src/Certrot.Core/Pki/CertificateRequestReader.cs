using System.Formats.Asn1;
using System.Text;

namespace Certrot.Pki;

/// <summary>Reads PKCS#10 requests (RFC 2986) and collects what a strict approver refuses.</summary>
internal static class CertificateRequestReader
{
    private const string Label = "CERTIFICATE REQUEST";

    // Base64 of the longest DER with its line breaks.
    private const int MaxPem = Der.MaxLength / 3 * 4 * 65 / 64;

    internal static CertificateRequest? ReadPem(ReadOnlySpan<byte> pem, out string? problem)
    {
        if (pem.Length > MaxPem)
        {
            problem = $"the request is longer than 1 MiB ({pem.Length} bytes of PEM)";
            return null;
        }

        var spans = PemScanner.Scan(pem);
        var blocks = new PemBlock?[spans.Count];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = PemReader.Decode(pem, spans[i]);
        var chosen = Array.FindIndex(blocks, b => b!.State == PemState.Sound && b.Der is not null);
        if (chosen < 0)
        {
            problem = blocks.Length == 0
                ? "no PEM block in it"
                : $"the {blocks[0]!.Label} block that begins in line {blocks[0]!.Line} cannot be read ({StateText(blocks[0]!.State)})";
            return null;
        }

        var span = spans[chosen];
        var problems = new ProblemList();
        if (blocks.Length > 1) problems.Add($"there are {blocks.Length} PEM blocks; the API server reads one only");
        if (span.Label != Label) problems.Add($"the PEM block is labelled {span.Label}, not {Label}");
        if (HasText(pem[..span.Start])) problems.Add("there is text before the PEM block");
        if (HasText(pem[span.End..])) problems.Add("there is text after the PEM block");
        if (span.HasHeaders) problems.Add("the PEM block has headers");
        if (span.IsIndented) problems.Add("the PEM block is indented: the API server does not find it");
        var request = ReadDer(blocks[chosen]!.Der!, problems, out problem);
        if (request is not null) request = request with { IsCanonicalPem = IsCanonical(pem, request.Der) };
        if (request is null && span.Label != Label) problem = $"the PEM block is labelled {span.Label}, not {Label}, and holds no request";
        return request;
    }

    internal static CertificateRequest? ReadDer(byte[] der, ProblemList? pemProblems, out string? problem)
    {
        problem = null;
        if (der.Length is 0 or > Der.MaxLength)
        {
            problem = der.Length == 0 ? "the request is empty (0 bytes)" : $"the request is longer than 1 MiB ({der.Length} bytes)";
            return null;
        }

        var part = "outer structure";
        try
        {
            return Read(der, AsnEncodingRules.DER, new ProblemList(pemProblems), ref part);
        }
        catch (AsnContentException)
        {
            // Read again by the wider rules: what can be shown is shown, and refused.
        }

        var broken = part;
        try
        {
            var problems = new ProblemList(pemProblems);
            problems.Add($"it is not DER: its {broken} is not in the one form that DER allows");
            return Read(der, AsnEncodingRules.BER, problems, ref part);
        }
        catch (AsnContentException)
        {
            problem = $"it is not a PKCS#10 request: its {part} cannot be read";
            return null;
        }
    }

    private static CertificateRequest Read(byte[] der, AsnEncodingRules rules, ProblemList problems, ref string part)
    {
        part = "outer structure";
        var file = new AsnReader(der, rules);
        var outer = file.ReadSequence();
        if (file.HasData) problems.Add("bytes follow the request (trailing data)");
        var info = outer.ReadSequence();

        part = "version";
        var version = info.ReadIntegerBytes().Span;
        if (version is not [0]) problems.Add("the version is not 0");

        part = "subject";
        problems.Part = RequestPart.Subject;
        var subject = NameReader.Read(info.ReadEncodedValue(), rules, problems.Add);

        part = "public key";
        problems.Part = RequestPart.Key;
        var publicKey = info.PeekEncodedValue();
        info.ReadSequence();
        var key = PublicKeyFacts.Read(publicKey, rules);
        if (key.Problem is not null) problems.Add(key.Problem);

        part = "attributes";
        problems.Part = RequestPart.Attributes;
        var extensions = new List<string>();
        var names = ReadAttributes(info, rules, extensions, problems, ref part);
        if (info.HasData) problems.Add("unknown data follows the attributes");

        part = "signature";
        problems.Part = RequestPart.Signature;
        var identifier = outer.ReadSequence();
        var algorithm = Der.ReadOid(identifier);
        var parameters = identifier.HasData ? identifier.ReadEncodedValue().Span : default;
        var areUnusual = identifier.HasData || !HasUsualParameters(algorithm, parameters);
        outer.ReadBitString(out var unusedBits);
        if (unusedBits != 0) problems.Add("the signature is not a whole number of bytes");
        if (outer.HasData) problems.Add("unknown data follows the signature");
        if (AlgorithmProblem(algorithm) is { } unusual) problems.Add(unusual);
        else if (areUnusual) problems.Add("the signature algorithm has parameters that it does not have");

        return new CertificateRequest
        {
            Subject = subject,
            DnsNames = names is null ? [] : names.DnsNames,
            IpAddresses = names is null ? [] : names.IpAddresses,
            Emails = names is null ? [] : names.Emails,
            Uris = names is null ? [] : names.Uris,
            KeyDescription = key.Description,
            PublicKeyInfo = publicKey.ToArray(),
            SignatureAlgorithm = algorithm,
            Der = der,
            Problems = problems.All,
            Extensions = extensions,
        };
    }

    private static AltNames? ReadAttributes(AsnReader info, AsnEncodingRules rules, List<string> extensions, ProblemList problems, ref string part)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!info.HasData || info.PeekTag() != tag)
        {
            problems.Add("the attributes are missing");
            return null;
        }

        AltNames? names = null;
        var requests = 0;
        var attributes = info.ReadSetOf(skipSortOrderValidation: true, tag);
        while (attributes.HasData)
        {
            part = "attributes";
            var attribute = attributes.ReadSequence();
            var oid = Der.ReadOid(attribute);
            if (oid != Oids.ExtensionRequest)
            {
                problems.Add($"it has the attribute {Oids.Describe(oid)}; only extensionRequest is expected");
                continue;
            }

            part = "extensionRequest";
            if (++requests == 2) problems.Add("it has several extensionRequest attributes");
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            if (!values.HasData)
            {
                problems.Add("an extensionRequest attribute has no value");
                continue;
            }

            names = ReadExtensions(values.ReadSequence(), rules, extensions, problems, ref part) ?? names;
            if (values.HasData) problems.Add("an extensionRequest attribute has several values; Go reads the first one only");
            if (attribute.HasData) problems.Add("unknown data follows the values of an extensionRequest attribute");
        }

        return names;
    }

    private static AltNames? ReadExtensions(
        AsnReader extensions, AsnEncodingRules rules, List<string> seen, ProblemList problems, ref string part)
    {
        AltNames? names = null;
        if (!extensions.HasData) problems.Add("extensionRequest is empty");
        while (extensions.HasData)
        {
            part = "extensionRequest";
            var extension = extensions.ReadSequence();
            var oid = Der.ReadOid(extension);
            var title = Oids.Describe(oid);
            part = $"extension {title}";
            var isCritical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            if (extension.HasData) problems.Add($"unknown data follows the value of the extension {title}");
            if (seen.Contains(oid)) problems.Add($"the extension {title} is there twice");
            seen.Add(oid);
            switch (oid)
            {
                case Oids.SubjectAltName:
                    problems.Part = RequestPart.AltNames;
                    names = AltNames.Read(value, rules, problems.Add);
                    problems.Part = RequestPart.Attributes;
                    break;
                case Oids.BasicConstraints:
                    var constraints = new AsnReader(value, rules).ReadSequence();
                    if (constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean())
                        problems.Add("it asks for a CA certificate (basicConstraints CA=true)");
                    break;
                case Oids.KeyUsage or Oids.ExtendedKeyUsage or Oids.SubjectKeyIdentifier:
                    break;
                default:
                    problems.Add(isCritical ? $"unknown critical extension {title}" : $"unknown extension {title}");
                    break;
            }
        }

        return names;
    }

    private static string? AlgorithmProblem(string oid) => SignatureAlgorithm.Find(oid) switch
    {
        null => $"the signature algorithm is unknown ({oid})",
        { IsInsecure: true } algorithm => $"the signature algorithm is unsafe ({algorithm.Name})",
        { Name: "Ed25519" } => "the signature algorithm is Ed25519, which is not checked here",
        _ => null,
    };

    /// <summary>ECDSA has none (RFC 5758 §3.2), RSA with PKCS#1 v1.5 has NULL (RFC 4055 §5); those of RSA-PSS are read with the signature.</summary>
    private static bool HasUsualParameters(string oid, ReadOnlySpan<byte> parameters) =>
        oid == Oids.RsaPss || (SignatureAlgorithm.Find(oid)?.KeyOid == Oids.Rsa ? parameters is [0x05, 0x00] : parameters.IsEmpty);

    private static bool IsCanonical(ReadOnlySpan<byte> pem, byte[] der)
    {
        var text = System.Security.Cryptography.PemEncoding.WriteUtf8(Encoding.UTF8.GetBytes(Label), der).AsSpan();
        return pem.SequenceEqual(text) || (pem is [.. var before, (byte)'\n'] && before.SequenceEqual(text));
    }

    private static bool HasText(ReadOnlySpan<byte> text) => text.ContainsAnyExcept(" \t\r\n"u8);

    private static string StateText(PemState state) => state switch
    {
        PemState.Unterminated => "it has no END line",
        PemState.MismatchedEnd => "its END line has another label",
        PemState.BadBase64 => "it is not valid base64",
        PemState.Redacted => "it is empty or redacted",
        _ => "it is a private key",
    };
}
