using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class CertificateRequestTests
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    [Fact]
    public void A_recorded_serving_request_is_sound()
    {
        var request = ReadPem(Recorded.ServingRequestPem);

        Assert.Empty(request.Problems);
        Assert.Equal("O=system:nodes, CN=system:node:worker-1", request.Subject.Text);
        Assert.Equal(["worker-1"], request.DnsNames);
        Assert.Equal([IPAddress.Parse("10.99.0.11")], request.IpAddresses);
        Assert.Equal("ECDSA P-256", request.KeyDescription);
        Assert.True(request.HasValidSignature());
    }

    [Fact]
    public void A_recorded_client_request_is_sound()
    {
        var request = ReadPem(Recorded.ClientRequestPem);

        Assert.Empty(request.Problems);
        Assert.Empty(request.DnsNames);
        Assert.Empty(request.IpAddresses);
        Assert.True(request.HasValidSignature());
    }

    [Fact]
    public void Forged_requests_look_like_a_kubelets()
    {
        var request = ReadPem(CertificateForge.KubeletRequestPem("worker-1", ["worker-1"], ["10.0.0.1"]));

        Assert.Empty(request.Problems);
        Assert.Equal(ReadPem(Recorded.ServingRequestPem).Subject.Text, request.Subject.Text);
        Assert.True(request.HasValidSignature());
    }

    [Fact]
    public void A_changed_request_lacks_proof_of_possession()
    {
        var der = new RequestBuilder().Build();
        var place = der.AsSpan().IndexOf("worker-1"u8);
        der[place] = (byte)'W';

        var request = CertificateRequest.TryParseDer(der, out _)!;

        Assert.Equal("system:node:Worker-1", request.Subject.CommonName);
        Assert.False(request.HasValidSignature());
    }

    [Fact]
    public void An_rsa_request_is_sound_and_a_short_key_is_weak()
    {
        using var strong = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        foreach (var (key, description, problems) in new (RSA, string, string[])[] { (strong, "RSA 2048", []), (weak, "RSA 1024", ["the key is weak: RSA 1024"]) })
        {
            var name = CertificateForge.Name("system:nodes", "system:node:worker-1");
            var der = new System.Security.Cryptography.X509Certificates.CertificateRequest(
                name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
            var request = CertificateRequest.TryParseDer(der, out _)!;

            Assert.Equal(description, request.KeyDescription);
            Assert.True(request.HasValidSignature());
            // .NET leaves the empty attributes out or in, depending on its version.
            Assert.Equal(problems, request.Problems.Select(p => p.Text).Where(p => p != "the attributes are missing"));
        }
    }

    [Fact]
    public void The_last_common_name_counts()
    {
        var request = Read(new RequestBuilder
        {
            Subject = RequestBuilder.Name([(Organization, "system:nodes")], [(CommonName, "system:node:worker-1")], [(CommonName, "system:node:worker-2")]),
        });

        Assert.Equal("system:node:worker-2", request.Subject.CommonName);
        Assert.Equal(["the subject has 2 CN: Go reads the last one only"], request.Problems.Select(p => p.Text));
    }

    [Fact]
    public void Odd_subjects_are_told()
    {
        AssertProblems(Subject([(Organization, "system:nodes")]), "the subject has no CN");
        AssertProblems(Subject([(CommonName, "")]), "the subject's CN is empty");
        AssertProblems(
            Subject([(Organization, "system:nodes"), (Organization, "system:masters")], [(CommonName, "x")]),
            "the subject has a part with several attributes (multi-valued RDN)",
            "the subject has 2 O");
        AssertProblems(Subject([(CommonName, "x")], [("2.5.4.11", "y")]), "the subject has the attribute OU; only O and CN are expected");
        AssertProblems(Subject([(CommonName, "x")], [("1.2.3", "y")]), "the subject has the attribute 1.2.3; only O and CN are expected");
        AssertProblems(
            new RequestBuilder
            {
                Subject = RequestBuilder.Encode(name =>
                {
                    using (name.PushSetOf())
                    using (name.PushSequence())
                    {
                        name.WriteObjectIdentifier(CommonName);
                        name.WriteCharacterString(UniversalTagNumber.T61String, "x");
                    }
                }),
            },
            "the subject's CN is not a sound PrintableString or UTF8String");
    }

    [Theory]
    [InlineData(0, "otherName")]
    [InlineData(3, "x400Address")]
    [InlineData(4, "directoryName")]
    [InlineData(5, "ediPartyName")]
    [InlineData(8, "registeredID")]
    [InlineData(9, "[9]")]
    public void Unseen_kinds_of_names_are_told(int tag, string kind)
    {
        AssertProblems(Names((2, "worker-1"u8.ToArray()), (tag, [1])), $"subjectAltName holds a name of the type {kind}");
    }

    [Fact]
    public void Emails_and_uris_are_told_and_kept()
    {
        var request = Read(Names((1, "a@example.com"u8.ToArray()), (6, "spiffe://x"u8.ToArray())));

        Assert.Equal(["a@example.com"], request.Emails);
        Assert.Equal(["spiffe://x"], request.Uris);
        Assert.Equal(
            ["subjectAltName holds the e-mail name \"a@example.com\"", "subjectAltName holds the URI \"spiffe://x\""],
            request.Problems.Select(p => p.Text));
    }

    [Theory]
    [InlineData("", "\"\" is empty")]
    [InlineData("worker-1\0.example.com", "\"worker-1\\u{0}.example.com\" holds a NUL character")]
    [InlineData("w\u00F6rker", "\"w\\u{F6}rker\" holds a character outside ASCII")]
    [InlineData("*.example.com", "\"*.example.com\" is a wildcard")]
    [InlineData("worker-1.", "\"worker-1.\" ends with a dot")]
    [InlineData("worker..1", "\"worker..1\" has an empty label")]
    [InlineData("worker 1", "\"worker 1\" holds a character that no host name has")]
    public void Odd_dns_names_are_told(string name, string problem)
    {
        AssertProblems(Names((2, Encoding.Latin1.GetBytes(name))), "the DNS name " + problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(8)]
    public void Ip_addresses_of_odd_length_are_told(int length)
    {
        AssertProblems(Names((7, new byte[length])), $"an IP address in subjectAltName has {length} bytes, not 4 or 16");
    }

    [Fact]
    public void Odd_extensions_are_told()
    {
        var names = RequestBuilder.AltNames((2, "worker-1"u8.ToArray()));
        var other = RequestBuilder.AltNames((2, "kubernetes"u8.ToArray()));
        var authority = RequestBuilder.Extension("2.5.29.19", RequestBuilder.Encode(w => w.WriteBoolean(true)), critical: true);
        var noAuthority = RequestBuilder.Extension("2.5.29.19", RequestBuilder.Encode(_ => { }), critical: true);

        AssertProblems(Extensions(names, authority), "it asks for a CA certificate (basicConstraints CA=true)");
        AssertProblems(Extensions(names, noAuthority));
        AssertProblems(Extensions(RequestBuilder.Extension("1.2.3", [5, 0], critical: true)), "unknown critical extension 1.2.3");
        AssertProblems(Extensions(RequestBuilder.Extension("1.2.3", [5, 0])), "unknown extension 1.2.3");
        AssertProblems(Extensions(RequestBuilder.AltNames()), "subjectAltName is empty");
        AssertProblems(Extensions(names, other), "the extension subjectAltName (2.5.29.17) is there twice");
        AssertProblems(
            new RequestBuilder { Attributes = [RequestBuilder.ExtensionRequest(names), RequestBuilder.ExtensionRequest(other)] },
            "it has several extensionRequest attributes",
            "the extension subjectAltName (2.5.29.17) is there twice");
    }

    [Fact]
    public void Other_attributes_are_told()
    {
        AssertProblems(
            new RequestBuilder { Attributes = [RequestBuilder.Attribute("1.2.840.113549.1.9.7", "x")] },
            "it has the attribute challengePassword (1.2.840.113549.1.9.7); only extensionRequest is expected");
        AssertProblems(new RequestBuilder { Attributes = null }, "the attributes are missing");
    }

    [Fact]
    public void Odd_versions_keys_and_algorithms_are_told()
    {
        AssertProblems(new RequestBuilder { Version = 2 }, "the version is not 0");
        AssertProblems(new RequestBuilder { SignatureOid = "1.2.840.113549.1.1.5" }, "the signature algorithm is unsafe (SHA1-RSA)");
        AssertProblems(new RequestBuilder { SignatureOid = "1.2.840.113549.1.1.4" }, "the signature algorithm is unsafe (MD5-RSA)");
        AssertProblems(new RequestBuilder { SignatureOid = "1.2.3" }, "the signature algorithm is unknown (1.2.3)");
        AssertProblems(new RequestBuilder { PublicKeyInfo = EcKey("1.3.132.0.33") }, "the key is weak: ECDSA P-224");
        AssertProblems(new RequestBuilder { PublicKeyInfo = EcKey("1.3.132.0.10") }, "the key is on an unknown curve (1.3.132.0.10)");
    }

    [Fact]
    public void Trailing_bytes_are_told()
    {
        byte[] der = [.. new RequestBuilder().Build(), 0x05, 0x00];
        var request = CertificateRequest.TryParseDer(der, out _)!;

        Assert.Equal(["bytes follow the request (trailing data)"], request.Problems.Select(p => p.Text));
    }

    [Fact]
    public void What_is_not_DER_is_shown_and_told()
    {
        var der = new RequestBuilder().Build();
        Assert.Equal(0x81, der[1]);
        byte[] longer = [0x30, 0x82, 0x00, der[2], .. der[3..]];

        var request = CertificateRequest.TryParseDer(longer, out var problem)!;

        Assert.Null(problem);
        Assert.Equal("system:node:worker-1", request.Subject.CommonName);
        Assert.Equal(["it is not DER: its outer structure is not in the one form that DER allows"], request.Problems.Select(p => p.Text));
    }

    [Theory]
    [InlineData("hello\n", "", "there is text before the PEM block")]
    [InlineData("\uFEFF", "", "there is text before the PEM block")]
    [InlineData("", "hello\n", "there is text after the PEM block")]
    [InlineData("\n\n", "\n \n", null)]
    public void Text_around_the_block_is_told(string before, string after, string? problem)
    {
        var request = ReadPem(before + Recorded.ClientRequestPem + after);

        Assert.Equal(problem is null ? [] : [problem], request.Problems.Select(p => p.Text));
    }

    [Fact]
    public void Other_forms_of_PEM_are_told()
    {
        AssertPem(Recorded.ClientRequestPem + Recorded.ServingRequestPem, "there are 2 PEM blocks; the API server reads one only", "there is text after the PEM block");
        AssertPem(
            Recorded.ClientRequestPem.Replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
            "the PEM block is labelled NEW CERTIFICATE REQUEST, not CERTIFICATE REQUEST");
        AssertPem(Recorded.ClientRequestPem.Replace("REQUEST-----\nMII", "REQUEST-----\nX-Note: a\n\nMII").Replace("REQUEST-----\nMIH", "REQUEST-----\nX-Note: a\n\nMIH"), "the PEM block has headers");
        AssertPem("  " + Recorded.ClientRequestPem, "the PEM block is indented: the API server does not find it");
        AssertPem(Recorded.ClientRequestPem.Replace("\n", "\r\n"));
    }

    [Theory]
    [InlineData("", "no PEM block in it")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n", "the CERTIFICATE REQUEST block that begins in line 1 cannot be read (it has no END line)")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n", "it is not a PKCS#10 request: its outer structure cannot be read")]
    [InlineData("\n-----BEGIN EC PRIVATE KEY-----\nMIIBMIIBMIIBMIIBMIIB\n-----END EC PRIVATE KEY-----\n", "the EC PRIVATE KEY block that begins in line 2 cannot be read (it is a private key)")]
    public void Nothing_readable_is_told(string pem, string problem)
    {
        Assert.Null(CertificateRequest.TryParsePem(Encoding.UTF8.GetBytes(pem), out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void A_certificate_is_no_request()
    {
        Assert.Null(CertificateRequest.TryParsePem(Encoding.UTF8.GetBytes(Recorded.AuthorityPem), out var problem));
        Assert.Equal("the PEM block is labelled CERTIFICATE, not CERTIFICATE REQUEST, and holds no request", problem);
    }

    private static RequestBuilder Subject(params (string Oid, string Value)[][] parts) => new() { Subject = RequestBuilder.Name(parts) };

    private static RequestBuilder Names(params (int Tag, byte[] Bytes)[] names) => Extensions(RequestBuilder.AltNames(names));

    private static RequestBuilder Extensions(params byte[][] extensions) => new() { Attributes = [RequestBuilder.ExtensionRequest(extensions)] };

    private static byte[] EcKey(string curve) => RequestBuilder.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.2.1");
            writer.WriteObjectIdentifier(curve);
        }

        writer.WriteBitString([4, 1, 2]);
    });

    private static void AssertProblems(RequestBuilder builder, params string[] problems) => Assert.Equal(problems, Read(builder).Problems.Select(p => p.Text));

    private static void AssertPem(string pem, params string[] problems) => Assert.Equal(problems, ReadPem(pem).Problems.Select(p => p.Text));

    private static CertificateRequest Read(RequestBuilder builder) =>
        CertificateRequest.TryParseDer(builder.Build(), out var problem) ?? throw new InvalidOperationException(problem);

    private static CertificateRequest ReadPem(string pem) =>
        CertificateRequest.TryParsePem(Encoding.UTF8.GetBytes(pem), out var problem) ?? throw new InvalidOperationException(problem);
}
