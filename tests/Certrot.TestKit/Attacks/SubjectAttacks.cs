using System.Formats.Asn1;
using System.Text;

namespace Certrot.TestKit.Attacks;

/// <summary>Subjects that are not the node's own, or that two parsers read differently.</summary>
internal static class SubjectAttacks
{
    private const string Rule = "subject", CommonName = "2.5.4.3", Organization = "2.5.4.10", Own = "system:node:worker-1", Nodes = "system:nodes";

    internal static IEnumerable<Attack> All()
    {
        yield return Of("common-name-of-another-node", "the certificate is worker-2's", Names((Organization, Nodes), (CommonName, "system:node:worker-2")));
        yield return Of("common-name-of-an-administrator", "the certificate is an administrator's", Names((Organization, Nodes), (CommonName, "kubernetes-admin")));
        yield return Of("common-name-of-the-prefix-alone", "KCM checks the prefix only", Names((Organization, Nodes), (CommonName, "system:node:")));
        yield return Of("common-name-in-capitals", "another Node's to Kubernetes, the same to DNS", Names((Organization, Nodes), (CommonName, "system:node:WORKER-1")));
        yield return Of("common-name-with-trailing-blank", "some parsers trim it", Names((Organization, Nodes), (CommonName, Own + " ")));
        yield return Of("common-name-with-leading-blank", "some parsers trim it", Names((Organization, Nodes), (CommonName, " " + Own)));
        yield return Of("common-name-with-a-nul", "C code ends there", Names((Organization, Nodes), (CommonName, Own + "\0.evil")));
        yield return Of("common-name-with-a-line-feed", "a second line in logs", Names((Organization, Nodes), (CommonName, Own + "\n")));
        yield return Of("common-name-of-another-script", "looks like worker-1's", Names((Organization, Nodes), (CommonName, "system:node:w\u043Erker-1")));
        yield return Of("common-name-empty", "nobody", Names((Organization, Nodes), (CommonName, "")));
        yield return Of("common-name-missing", "nobody", Names((Organization, Nodes)));
        yield return Of("common-name-twice-last-is-own", "approver-policy PR 945: Go keeps the last, others the first", Names((Organization, Nodes), (CommonName, "system:node:worker-2"), (CommonName, Own)));
        yield return Of("common-name-twice-first-is-own", "as above, for Go", Names((Organization, Nodes), (CommonName, Own), (CommonName, "system:node:worker-2")));
        yield return Of("common-name-twice-the-same", "no kubelet writes it", Names((Organization, Nodes), (CommonName, Own), (CommonName, Own)));
        yield return Of("common-name-as-bmp-string", "Go reads it since 1.15, others show bytes", Typed(0x1E, Encoding.BigEndianUnicode.GetBytes(Own)));
        yield return Of("common-name-as-t61-string", "each parser has its own table", Typed(0x14, Encoding.ASCII.GetBytes(Own)));
        yield return Of("common-name-as-ia5-string", "no kubelet writes it", Typed(0x16, Encoding.ASCII.GetBytes(Own)));
        yield return Of("common-name-as-universal-string", "Go cannot read it", Typed(0x1C, new UTF32Encoding(true, false).GetBytes(Own)));
        yield return Of("common-name-as-octets", "no character string", Typed(0x04, Encoding.ASCII.GetBytes(Own)));
        yield return Of("common-name-of-broken-utf8", "read, it is replaced by something", Typed(0x0C, [.. Encoding.ASCII.GetBytes(Own), 0xFF]));
        yield return Of("common-name-printable-with-an-at-sign", "no PrintableString", Typed(0x13, Encoding.ASCII.GetBytes(Own + "@x")));
        yield return Of("common-name-with-trailing-data", "a second value that Go does not see", Attribute(RequestBuilder.Encode(a => WriteUtf8(a, CommonName, Own, "system:node:worker-2"))));
        yield return Of("organization-of-masters", "cluster administrator", Names((Organization, "system:masters"), (CommonName, Own)));
        yield return Of("organization-of-masters-added", "cluster administrator beside", Names((Organization, Nodes), (Organization, "system:masters"), (CommonName, Own)));
        yield return Of("organization-twice-the-same", "no kubelet writes it", Names((Organization, Nodes), (Organization, Nodes), (CommonName, Own)));
        yield return Of("organization-missing", "not in the group of nodes", Names((CommonName, Own)));
        yield return Of("organization-in-capitals", "another group", Names((Organization, "System:Nodes"), (CommonName, Own)));
        yield return Of("organization-with-a-nul", "C code ends there", Names((Organization, "system:nodes\0"), (CommonName, Own)));
        yield return Of("organizational-unit-added", "what reads OU as a role", Names((Organization, Nodes), ("2.5.4.11", "system:masters"), (CommonName, Own)));
        yield return Of("unmapped-subject-attribute", "approver-policy PR 945: Go's fields do not show it, the signer copied it", Names((Organization, Nodes), ("1.3.6.1.4.1.99999.1", "admin"), (CommonName, Own)));
        yield return Of("serial-number-added", "what reads it as an identity", Names((Organization, Nodes), (CommonName, Own), ("2.5.4.5", "1")));
        yield return Of("e-mail-address-added", "what reads it as an identity", Names((Organization, Nodes), (CommonName, Own), ("1.2.840.113549.1.9.1", "root@example.com")));
        yield return Of("user-id-added", "what reads it as an identity", Names((Organization, Nodes), (CommonName, Own), ("0.9.2342.19200300.100.1.1", "root")));
        yield return Of("subject-of-one-multi-valued-part", "readers differ in which value counts", RequestBuilder.Name([(CommonName, Own), (Organization, Nodes)]));
        yield return Of("common-name-hidden-in-a-multi-valued-part", "readers differ in which value counts", RequestBuilder.Name([(Organization, Nodes)], [(CommonName, Own), (CommonName, "system:node:worker-2")]));
        yield return Of("subject-with-an-empty-part", "no kubelet writes it", [.. RequestBuilder.Tlv(0x30, [.. Content(Names((Organization, Nodes), (CommonName, Own))), 0x31, 0x00])]);
        yield return Of("subject-empty", "nobody", [0x30, 0x00]);
        yield return AttackForge.Renewal("client-renewal-for-another-node", Rule, "worker-1 becomes worker-2", KubeletRequest.Client("worker-2"));
        yield return AttackForge.Renewal("client-renewal-for-masters", Rule, "worker-1 becomes cluster administrator", new RequestBuilder { Subject = CertificateForge.Name("system:masters", Own).RawData });
    }

    private static Attack Of(string name, string why, byte[] subject) =>
        AttackForge.Serving(name, Rule, why, new RequestBuilder { Subject = subject, Attributes = [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames(AttackForge.OwnNames))] });

    private static byte[] Names(params (string Oid, string Value)[] parts) => RequestBuilder.Name([.. parts.Select(p => new[] { p })]);

    private static byte[] Typed(byte tag, byte[] value) => Attribute(RequestBuilder.Encode(a =>
    {
        a.WriteObjectIdentifier(CommonName);
        a.WriteEncodedValue(RequestBuilder.Tlv(tag, value));
    }));

    private static byte[] Attribute(byte[] attribute) => RequestBuilder.Tlv(0x30, [.. Content(Names((Organization, Nodes))), .. RequestBuilder.Tlv(0x31, attribute)]);

    private static byte[] Content(byte[] sequence) => new AsnReader(sequence, AsnEncodingRules.DER).PeekContentBytes().ToArray();

    private static void WriteUtf8(AsnWriter writer, string oid, params string[] values)
    {
        writer.WriteObjectIdentifier(oid);
        foreach (var value in values) writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
    }
}
