using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Certrot.TestKit.Attacks;

/// <summary>Requests that are not strict DER of PKCS#10, or that ask for more than subjectAltName, or are not signed by their key.</summary>
internal static class EncodingAttacks
{
    private const string Form = "request-form", Signature = "signature", Microsoft = "1.3.6.1.4.1.311.2.1.14", ExtensionRequest = "1.2.840.113549.1.9.14";

    internal static IEnumerable<Attack> All()
    {
        var own = KubeletRequest.AltNames(AttackForge.OwnNames);
        var other = KubeletRequest.AltNames("worker-2", "10.0.0.12");
        var sound = AttackForge.Sound().Build();
        yield return AttackForge.Der("trailing-der-bytes", Form, "a second value that Go does not read", [.. sound, 0x05, 0x00]);
        yield return AttackForge.Der("second-request-behind-the-first", Form, "a second value that Go does not read", [.. sound, .. KubeletRequest.Serving("worker-2", "worker-2").Build()]);
        yield return AttackForge.Der("indefinite-length", Form, "BER, not DER", [0x30, 0x80, .. Content(sound), 0x00, 0x00]);
        yield return AttackForge.Der("length-longer-than-needed", Form, "BER, not DER", [0x30, 0x83, 0x00, (byte)(Content(sound).Length >> 8), (byte)Content(sound).Length, .. Content(sound)]);
        yield return AttackForge.Der("length-beyond-the-end", Form, "cut off", [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, .. Content(sound)]);
        yield return AttackForge.Der("empty-sequence", Form, "no request", [0x30, 0x00]);
        yield return AttackForge.Der("nested-a-hundred-thousand-deep", Form, "exhausts a recursive parser", [.. Enumerable.Repeat<byte[]>([0x30, 0x80], 100_000).SelectMany(b => b)]);
        yield return Info("indefinite-length-inside-what-is-signed", "BER that is signed: parsers read lengths differently", info => [0x30, 0x80, .. Content(info), 0x00, 0x00]);
        yield return Info("data-behind-the-attributes", "what Go does not read", info => RequestBuilder.Tlv(0x30, [.. Content(info), 0x05, 0x00]));
        yield return Info("version-longer-than-needed", "BER, not DER", info => RequestBuilder.Tlv(0x30, [0x02, 0x02, 0x00, 0x00, .. Content(info)[3..]]));
        yield return AttackForge.Der("version-1", Form, "no PKCS#10 that is known", new RequestBuilder { Version = 1, Attributes = [RequestBuilder.ExtensionRequest(own)] }.Build());
        yield return AttackForge.Der("version-negative", Form, "no PKCS#10 that is known", new RequestBuilder { Version = -1, Attributes = [RequestBuilder.ExtensionRequest(own)] }.Build());

        yield return Attributes("attributes-missing", "Go does not read it so", null);
        yield return Attributes("two-extension-requests", "approver-policy PR 915: readers differ in which counts", [RequestBuilder.ExtensionRequest(own), RequestBuilder.ExtensionRequest(other)]);
        yield return Attributes("two-values-of-one-extension-request", "Go reads the first, others the last", [Values(ExtensionRequest, Sequence(own), Sequence(other))]);
        yield return Attributes("extension-request-without-a-value", "nothing asked for", [Values(ExtensionRequest)]);
        yield return Attributes("extension-request-with-an-empty-value", "nothing asked for", [Values(ExtensionRequest, [0x30, 0x00])]);
        yield return Attributes("extension-request-of-microsoft", "read by some in place of the other", [RequestBuilder.ExtensionRequest(own), Values(Microsoft, Sequence(other))]);
        yield return Attributes("challenge-password", "no kubelet writes it", [RequestBuilder.ExtensionRequest(own), RequestBuilder.Attribute("1.2.840.113549.1.9.7", "secret")]);
        yield return Attributes("unknown-attribute", "no kubelet writes it", [RequestBuilder.ExtensionRequest(own), RequestBuilder.Attribute("1.2.3.4", "x")]);
        yield return Extensions("two-subject-alt-names-own-first", "approver-policy PR 915: the signer copied both", own, other);
        yield return Extensions("two-subject-alt-names-own-last", "as above", other, own);
        yield return Extensions("ca-certificate", "would sign certificates of anybody", own, RequestBuilder.Extension("2.5.29.19", [0x30, 0x03, 0x01, 0x01, 0xFF], critical: true));
        yield return Extensions("basic-constraints-of-no-ca", "no kubelet writes it", own, RequestBuilder.Extension("2.5.29.19", [0x30, 0x00]));
        yield return Extensions("extended-key-usage-of-client-auth", "usages beside those that the CSR shows", own, RequestBuilder.Extension("2.5.29.37", RequestBuilder.Encode(w => w.WriteObjectIdentifier(CertificateForge.ClientAuth))));
        yield return Extensions("extended-key-usage-of-anything", "usages beside those that the CSR shows", own, RequestBuilder.Extension("2.5.29.37", RequestBuilder.Encode(w => w.WriteObjectIdentifier("2.5.29.37.0"))));
        yield return Extensions("key-usage-of-certificate-signing", "would sign certificates", own, RequestBuilder.Extension("2.5.29.15", [0x03, 0x02, 0x02, 0x04], critical: true));
        yield return Extensions("subject-key-identifier", "no kubelet writes it", own, RequestBuilder.Extension("2.5.29.14", [0x04, 0x01, 0x01]));
        yield return Extensions("name-constraints", "no kubelet writes it", own, RequestBuilder.Extension("2.5.29.30", [0x30, 0x00], critical: true));
        yield return Extensions("issuer-alt-name", "names that nobody looks at", own, RequestBuilder.Extension("2.5.29.18", Sequence()));
        yield return Extensions("unknown-critical-extension", "not understood, so refused (RFC 5280 §4.2)", own, RequestBuilder.Extension("1.2.3.4", [0x05, 0x00], critical: true));
        yield return Extensions("unknown-extension", "a role for what reads it", own, RequestBuilder.Extension("1.3.6.1.4.1.99999.2", Encoding.ASCII.GetBytes("admin")));
        yield return Extensions("subject-alt-name-with-data-behind-its-value", "what Go does not read", RequestBuilder.Tlv(0x30, [.. Content(own), 0x05, 0x00]));
        yield return Extensions("subject-alt-name-that-is-no-der", "nothing readable", RequestBuilder.Extension(RequestBuilder.SubjectAltName, [0x30, 0x10, 0x82]));
        yield return Extensions("subject-alt-name-of-ber", "BER, not DER", RequestBuilder.Extension(RequestBuilder.SubjectAltName, [0x30, 0x80, .. Content(AltNameValue(own)), 0x00, 0x00]));
        yield return Extensions("object-identifier-of-constructed-form", "neither Go nor .NET reads it", [.. own[..2], 0x26, .. own[3..]]);
        yield return AttackForge.Der("object-identifier-of-a-megabit", Form, "big integers take quadratic time", LongIdentifier());
        yield return AttackForge.Der("more-than-a-megabyte", Form, "more than the API server stores", AttackForge.Extensions(KubeletRequest.AltNames([.. Enumerable.Range(0, 60_000).Select(i => $"worker-1-{i:D8}")])).Build());
        yield return AttackForge.Renewal("client-certificate-with-a-ca-extension", Form, "would sign certificates of anybody", AttackForge.Extensions(RequestBuilder.Extension("2.5.29.19", [0x30, 0x03, 0x01, 0x01, 0xFF])));

        yield return AttackForge.Der("signature-with-one-bit-changed", Signature, "no proof of the key", [.. sound[..^1], (byte)(sound[^1] ^ 1)]);
        yield return Sealed("signature-of-another-key", "a certificate for a key that is another's", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        yield return AttackForge.Der("name-changed-after-signing", Signature, "another's proof of the key", Changed(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.12").Build()));
        yield return AttackForge.Serving("signature-empty", Signature, "no proof of the key", With(_ => []));
        yield return AttackForge.Serving("signature-of-zeros", Signature, "CVE-2022-21449: r and s of zero verified", With(_ => [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]));
        yield return AttackForge.Serving("signature-of-random-bytes", Signature, "no proof of the key", With(_ => RandomNumberGenerator.GetBytes(70)));
        yield return AttackForge.Der("signature-of-odd-bits", Signature, "no whole number of bytes", OddBits(sound));
        yield return AttackForge.Der("data-behind-the-signature", Signature, "what Go does not read", RequestBuilder.Tlv(0x30, [.. Content(sound), 0x05, 0x00]));
        yield return AttackForge.Serving(
            "signature-algorithm-of-another-key-kind", Signature, "RSA's name on an ECDSA signature", new RequestBuilder { SignatureOid = "1.2.840.113549.1.1.11", Attributes = [RequestBuilder.ExtensionRequest(own)] });
        yield return AttackForge.Serving("signature-algorithm-with-parameters", Signature, "Go does not look at them", new RequestBuilder
        {
            SignatureAlgorithm = RequestBuilder.Encode(a =>
            {
                a.WriteObjectIdentifier("1.2.840.10045.4.3.2");
                a.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            }),
            Attributes = [RequestBuilder.ExtensionRequest(own)],
        });
        yield return AttackForge.Serving(
            "signature-algorithm-unknown", Signature, "cannot be checked", new RequestBuilder { SignatureOid = "1.2.3.4", Attributes = [RequestBuilder.ExtensionRequest(own)] });
    }

    private static Attack Info(string name, string why, Func<byte[], byte[]> change) =>
        AttackForge.Serving(name, Form, why, new RequestBuilder { Attributes = [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames(AttackForge.OwnNames))], ChangeInfo = change });

    private static Attack Attributes(string name, string why, IReadOnlyList<byte[]>? attributes) => AttackForge.Serving(name, Form, why, new RequestBuilder { Attributes = attributes });

    private static Attack Extensions(string name, string why, params byte[][] extensions) => AttackForge.Serving(name, Form, why, AttackForge.Extensions(extensions));

    private static RequestBuilder With(Func<byte[], byte[]> sign) => new() { Attributes = [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames(AttackForge.OwnNames))], Sign = sign };

    private static Attack Sealed(string name, string why, ECDsa key)
    {
        using (key) return AttackForge.Serving(name, Signature, why, With(info => RequestBuilder.Signature(key, info, HashAlgorithmName.SHA256)));
    }

    private static byte[] Values(string oid, params byte[][] values) => RequestBuilder.Encode(writer =>
    {
        writer.WriteObjectIdentifier(oid);
        writer.WriteEncodedValue(RequestBuilder.Tlv(0x31, [.. values.SelectMany(v => v)]));
    });

    private static byte[] Sequence(params byte[][] values) => RequestBuilder.Tlv(0x30, [.. values.SelectMany(v => v)]);

    private static byte[] Changed(byte[] der)
    {
        var address = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x87, 0x04, 10, 0, 0, 12]);
        der[address + 5] = 11;
        return der;
    }

    private static byte[] OddBits(byte[] sound)
    {
        var outer = new AsnReader(sound, AsnEncodingRules.DER).ReadSequence();
        var info = outer.ReadEncodedValue().ToArray();
        var algorithm = outer.ReadEncodedValue().ToArray();
        var signature = outer.ReadBitString(out _);
        signature[^1] &= 0xFE;
        return RequestBuilder.Tlv(0x30, [.. info, .. algorithm, .. RequestBuilder.Tlv(0x03, [1, .. signature])]);
    }

    private static byte[] LongIdentifier() => new RequestBuilder
    {
        Attributes = [RequestBuilder.Tlv(0x30, [.. RequestBuilder.Tlv(0x06, [0x2A, .. Enumerable.Repeat((byte)0xFF, 125_000), 0x7F]), 0x31, 0x00])],
    }.Build();

    private static byte[] AltNameValue(byte[] extension)
    {
        var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        reader.ReadObjectIdentifier();
        return reader.ReadOctetString();
    }

    private static byte[] Content(byte[] value) => new AsnReader(value, AsnEncodingRules.DER).PeekContentBytes().ToArray();
}
