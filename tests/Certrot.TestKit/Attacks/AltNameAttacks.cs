using System.Formats.Asn1;
using System.Net;
using System.Text;

namespace Certrot.TestKit.Attacks;

/// <summary>Names in subjectAltName that are no DNS names or IP addresses, or not sound ones.</summary>
internal static class AltNameAttacks
{
    private const string Rule = "names";

    internal static IEnumerable<Attack> All()
    {
        yield return Of("san-missing", "talos-cloud-controller-manager PR 360: a request without names passed", new RequestBuilder());
        yield return Of("san-empty", "as above", Values());
        yield return Of("san-with-trailing-data", "approver-policy PR 915: seen by some", AttackForge.Extensions(Extension([.. Sequence(Dns("worker-1")), .. Sequence(Dns("worker-2"))])));
        yield return Of("san-of-another-universal-type", "no name", Values(Dns("worker-1"), [0x0C, 0x01, 0x61]));
        yield return Of("san-of-an-application-tag", "no name", Values(Dns("worker-1"), [0x42, 0x01, 0x61]));

        yield return Of("san-other-name", "approver-policy PR 915: not in Go's fields; a user principal name logs in to Active Directory", Values(Dns("worker-1"), OtherName()));
        yield return Of("san-other-name-of-primitive-form", "hidden from readers of the right form", Values(Dns("worker-1"), Tagged(0x80, "x")));
        yield return Of("san-e-mail", "an identity of a person", Values(Dns("worker-1"), Tagged(0x81, "root@example.com")));
        yield return Of("san-x400-address", "not in Go's fields", Values(Dns("worker-1"), [0xA3, 0x02, 0x30, 0x00]));
        yield return Of("san-directory-name", "approver-policy PR 915: not in Go's fields", Values(Dns("worker-1"), RequestBuilder.Tlv(0xA4, CertificateForge.Name("system:masters", "admin").RawData)));
        yield return Of("san-edi-party-name", "not in Go's fields", Values(Dns("worker-1"), [0xA5, 0x02, 0x30, 0x00]));
        yield return Of("san-uri", "a SPIFFE identity", Values(Dns("worker-1"), Tagged(0x86, "spiffe://cluster.local/ns/kube-system/sa/admin")));
        yield return Of("san-registered-id", "approver-policy PR 915: not in Go's fields", Values(Dns("worker-1"), [0x88, 0x03, 0x2A, 0x03, 0x04]));
        yield return Of("san-of-an-unknown-tag", "not in any field", Values(Dns("worker-1"), Tagged(0x89, "worker-2")));
        yield return Of("san-of-a-long-tag", "a tag of several bytes", Values(Dns("worker-1"), [0x9F, 0x82, 0x02, 0x01, 0x61]));
        yield return Of("san-dns-of-constructed-form", "Go skips it", Values(Dns("worker-1"), Tagged(0xA2, "worker-2")));
        yield return Of("san-ip-of-constructed-form", "Go skips it", Values(Dns("worker-1"), RequestBuilder.Tlv(0xA7, [10, 0, 0, 12])));
        yield return Of("san-uri-alone", "no DNS name and no address", Values(Tagged(0x86, "https://worker-1")));

        foreach (var length in new[] { 0, 3, 5, 8, 15, 17, 32 })
            yield return Of($"san-ip-of-{length}-bytes", "no address; with 8 or 32 bytes a network, in name constraints", Values(Dns("worker-1"), RequestBuilder.Tlv(0x87, new byte[length])));

        yield return Name("san-wildcard", "every node's of the domain", "*.example.com");
        yield return Name("san-wildcard-alone", "everybody's", "*");
        yield return Name("san-wildcard-inside-a-label", "some match it", "worker-*.example.com");
        yield return Name("san-with-a-nul", "CVE-2009-2408: C code ends there", "worker-1\0.example.com");
        yield return Name("san-beyond-ascii", "looks like another name", "w\u00F6rker-1");
        yield return Name("san-with-a-trailing-dot", "the same name, another text", "worker-1.");
        yield return Name("san-with-an-empty-label", "no name", "worker-1..example.com");
        yield return Name("san-with-a-leading-dot", "a suffix, where it is one", ".example.com");
        yield return Name("san-of-a-dot", "the root", ".");
        yield return Name("san-dns-empty", "no name", "");
        yield return Name("san-with-a-blank", "trimmed by some", "worker-1 ");
        yield return Name("san-with-a-comma", "two names where a list is joined", "worker-1,worker-2");
        yield return Name("san-with-a-slash", "a path", "worker-1/../worker-2");
        yield return Name("san-with-a-colon", "a port", "worker-1:10250");
        yield return Name("san-with-a-line-feed", "a second line in logs", "worker-1\nworker-2");
        yield return Name("san-longer-than-253", "no name", string.Join('.', Enumerable.Repeat("worker", 40)));
        yield return Of("san-dns-that-is-an-address", "old verifiers compare addresses with DNS names", Values(Dns("worker-1"), Dns("10.0.0.12")));
        yield return Of("san-dns-that-is-an-ipv6-address", "as above", Values(Dns("worker-1"), Dns("2001:db8::12")));
        yield return AttackForge.Names("san-twice", Rule, "no kubelet writes it", "worker-1");
        yield return AttackForge.Names("san-twice-in-two-cases", Rule, "the same name", "Worker-1");
        yield return Of("san-ip-twice-in-two-forms", "the same address", Values(Dns("worker-1"), Ip("10.0.0.11"), Ip("::ffff:10.0.0.11")));
        yield return Of("thousands-of-sans", "keeps everybody busy", Values([.. Enumerable.Range(0, 5000).Select(i => Dns($"worker-1-{i}"))]));
        yield return AttackForge.Names("more-sans-than-the-policy-allows", Rule, "the policy's bound", "a", "b", "c") with { Policy = AttackedCluster.BoundedPolicy };
        yield return Client("client-certificate-with-a-dns-name", "would serve as well", KubeletRequest.AltNames("worker-1"));
        yield return Client("client-certificate-with-an-ip-address", "would serve as well", KubeletRequest.AltNames("10.0.0.11"));
        yield return Client("client-certificate-with-a-uri", "cluster-machine-approver did not look at URIs", Extension(Sequence(Tagged(0x86, "spiffe://cluster.local/admin"))));
        yield return Client("client-certificate-with-an-other-name", "not in Go's fields", Extension(Sequence(OtherName())));
        yield return Client("client-certificate-with-an-empty-san", "no kubelet writes it", Extension([0x30, 0x00]));
    }

    private static Attack Of(string name, string why, RequestBuilder request) => AttackForge.Serving(name, Rule, why, request);

    private static Attack Name(string name, string why, string dns) => Of(name, why, Values(Dns("worker-1"), Ip("10.0.0.11"), Dns(dns)));

    private static Attack Client(string name, string why, byte[] extension) => AttackForge.Renewal(name, Rule, why, AttackForge.Extensions(extension));

    private static RequestBuilder Values(params byte[][] names) => AttackForge.Extensions(Extension(Sequence(names)));

    private static byte[] Extension(byte[] value) => RequestBuilder.Extension(RequestBuilder.SubjectAltName, value);

    private static byte[] Sequence(params byte[][] names) => RequestBuilder.Tlv(0x30, [.. names.SelectMany(n => n)]);

    private static byte[] Dns(string name) => Tagged(0x82, name);

    private static byte[] Ip(string address) => RequestBuilder.Tlv(0x87, IPAddress.Parse(address).GetAddressBytes());

    private static byte[] Tagged(byte tag, string text) => RequestBuilder.Tlv(tag, Encoding.Latin1.GetBytes(text));

    private static byte[] OtherName()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteCharacterString(UniversalTagNumber.UTF8String, "administrator@example.com");
        }

        return writer.Encode();
    }
}
