using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class CertificateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_recorded_serving_certificate_is_read_as_openssl_shows_it()
    {
        var certificate = Parse(Recorded.ServingFile);

        Assert.Equal("O=system:nodes, CN=system:node:worker-1", certificate.Subject.Text);
        Assert.Equal("system:node:worker-1", certificate.Subject.CommonName);
        Assert.Equal(["system:nodes"], certificate.Subject.Organizations);
        Assert.Equal("CN=kubernetes", certificate.Issuer.Text);
        Assert.Equal("0C8DDCDFE38A69424FBFDA43089AC3CB", certificate.SerialNumber);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 5, 44, 59, TimeSpan.Zero), certificate.NotBefore);
        Assert.Equal(new DateTimeOffset(2027, 11, 22, 5, 44, 59, TimeSpan.Zero), certificate.NotAfter);
        Assert.Equal(["worker-1"], certificate.DnsNames);
        Assert.Equal([IPAddress.Parse("10.99.1.11")], certificate.IpAddresses);
        Assert.Equal([CertificateForge.ServerAuth], certificate.ExtendedKeyUsages);
        Assert.False(certificate.IsCa);
        Assert.Null(certificate.SubjectKeyId);
        Assert.Equal("917C3665E0B71180A670ACC3B4769A15965878EF", certificate.AuthorityKeyId);
        Assert.Equal("1.2.840.10045.4.3.2", certificate.SignatureAlgorithm);
    }

    [Fact]
    public void A_recorded_authority_is_self_issued_and_a_CA()
    {
        var authority = Parse(Recorded.AuthorityPem);

        Assert.True(authority.IsCa);
        Assert.True(authority.IsSelfIssued);
        Assert.Equal("917C3665E0B71180A670ACC3B4769A15965878EF", authority.SubjectKeyId);
        Assert.Equal(["kubernetes"], authority.DnsNames);
    }

    [Theory]
    [InlineData("491231235959Z", 2049, 12, 31)]
    [InlineData("500101000000Z", 1950, 1, 1)]
    [InlineData("9912312359Z", 1999, 12, 31)]
    [InlineData("260102003000+0100", 2026, 1, 1)]
    public void UtcTime_pivots_in_1950(string text, int year, int month, int day)
    {
        var certificate = WithNotBefore(UniversalTagNumber.UtcTime, text, out var problem);

        Assert.Null(problem);
        Assert.Equal(new DateOnly(year, month, day), DateOnly.FromDateTime(certificate!.NotBefore.UtcDateTime));
    }

    [Fact]
    public void The_last_second_of_9999_means_no_end()
    {
        var certificate = WithNotBefore(UniversalTagNumber.GeneralizedTime, "99991231235959Z", out _);

        Assert.Equal(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), certificate!.NotBefore);
    }

    [Theory]
    [InlineData(UniversalTagNumber.UtcTime, "260230000000Z")]
    [InlineData(UniversalTagNumber.UtcTime, "260101000000")]
    [InlineData(UniversalTagNumber.UtcTime, "2601010000x0Z")]
    [InlineData(UniversalTagNumber.GeneralizedTime, "00000101000000Z")]
    [InlineData(UniversalTagNumber.GeneralizedTime, "99991231235959-2300")]
    [InlineData(UniversalTagNumber.GeneralizedTime, "202601010000")]
    [InlineData(UniversalTagNumber.IA5String, "260101000000Z")]
    public void An_impossible_time_is_told(UniversalTagNumber type, string text)
    {
        Assert.Null(WithNotBefore(type, text, out var problem));
        Assert.Equal("it is not a DER certificate: its validity cannot be read", problem);
    }

    [Theory]
    [InlineData(new byte[] { 0x00 }, "00")]
    [InlineData(new byte[] { 0x00, 0xFF }, "FF")]
    [InlineData(new byte[] { 0xFF }, "-01")]
    [InlineData(new byte[] { 0xFF, 0x00 }, "-0100")]
    public void Odd_serial_numbers_are_taken(byte[] serial, string text)
    {
        var certificate = Certificate.TryParse(Build(serial: serial), out var problem);

        Assert.Null(problem);
        Assert.Equal(text, certificate!.SerialNumber);
    }

    [Fact]
    public void Unknown_extensions_and_odd_string_types_are_taken()
    {
        var subject = RequestBuilder.Encode(name =>
        {
            using (name.PushSetOf())
            using (name.PushSequence())
            {
                name.WriteObjectIdentifier("2.5.4.3");
                name.WriteCharacterString(UniversalTagNumber.BMPString, "knoten-\u00E4");
            }
        });
        var certificate = Certificate.TryParse(Build(subject: subject, extension: RequestBuilder.Extension("1.2.3.4", [1, 2, 3], critical: true)), out _);

        Assert.Equal("knoten-\u00E4", certificate!.Subject.CommonName);
    }

    [Fact]
    public void Control_characters_of_a_name_do_not_reach_its_text()
    {
        var subject = RequestBuilder.Name([("2.5.4.3", "a\u001B[31m,b\u202E ")]);
        var certificate = Certificate.TryParse(Build(subject: subject), out _);

        Assert.Equal(@"CN=a\1B[31m\,b\E2\80\AE\ ", certificate!.Subject.Text);
    }

    [Fact]
    public void Bytes_after_the_certificate_are_told()
    {
        byte[] der = [.. Build(), 0];

        Assert.Null(Certificate.TryParse(der, out var problem));
        Assert.Equal("it is not a DER certificate: its end (bytes follow it) cannot be read", problem);
    }

    [Fact]
    public void More_than_a_mebibyte_is_refused()
    {
        Assert.Null(Certificate.TryParse(new byte[(1 << 20) + 1], out var problem));
        Assert.StartsWith("the certificate is longer than 1 MiB", problem);
    }

    [Fact]
    public void Deep_nesting_does_no_harm()
    {
        var der = Encoding.ASCII.GetBytes(new string('0', 100_000));

        Assert.Null(Certificate.TryParse(der, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void The_caller_may_reuse_its_buffer()
    {
        var buffer = Build();
        var certificate = Certificate.TryParse(buffer, out _)!;
        Array.Clear(buffer);

        Assert.Equal(0x30, certificate.Der[0]);
        Assert.Equal(0x30, certificate.SubjectDer[0]);
    }

    [Fact]
    public void A_forged_certificate_has_the_validity_asked_for()
    {
        var authority = CertificateForge.Authority(Start.AddYears(-20), Start.AddYears(-10));
        var leaf = authority.IssueKubeletServing("worker-1", Start, Start.AddYears(60), "10.0.0.1", "fd00::1").Parsed;

        Assert.Equal(Start, leaf.NotBefore);
        Assert.Equal(Start.AddYears(60), leaf.NotAfter);
        Assert.Equal("O=system:nodes, CN=system:node:worker-1", leaf.Subject.Text);
        Assert.Equal(authority.KeyId, leaf.AuthorityKeyId);
        Assert.Equal(authority.KeyId, authority.Certificate.Parsed.SubjectKeyId);
        Assert.Equal([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")], leaf.IpAddresses);
    }

    internal static Certificate Parse(string pem) =>
        Certificate.TryParse(PemReader.Read(Encoding.ASCII.GetBytes(pem))[0].Der, out var problem) ?? throw new InvalidOperationException(problem);

    private static Certificate? WithNotBefore(UniversalTagNumber type, string text, out string? problem) =>
        Certificate.TryParse(Build(notBefore: writer => writer.WriteEncodedValue([(byte)type, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)])), out problem);

    private static byte[] Build(byte[]? serial = null, byte[]? subject = null, byte[]? extension = null, Action<AsnWriter>? notBefore = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var algorithm = RequestBuilder.Encode(writer => writer.WriteObjectIdentifier("1.2.840.10045.4.3.2"));
        var tbs = RequestBuilder.Encode(writer =>
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteInteger(2);
            writer.WriteInteger(serial ?? [1]);
            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(RequestBuilder.Name([("2.5.4.3", "kubernetes")]));
            using (writer.PushSequence())
            {
                if (notBefore is null) writer.WriteUtcTime(Start);
                else notBefore(writer);
                writer.WriteUtcTime(Start.AddYears(1));
            }

            writer.WriteEncodedValue(subject ?? RequestBuilder.Name([("2.5.4.3", "worker-1")]));
            writer.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
            if (extension is null) return;
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence()) writer.WriteEncodedValue(extension);
        });
        return RequestBuilder.Encode(writer =>
        {
            writer.WriteEncodedValue(tbs);
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(key.SignData(tbs, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        });
    }
}
