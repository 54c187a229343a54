using System.Text;
using Certrot.Evidence;
using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class CertificateFileReaderTests
{
    private const string Path = "node/pki/kubelet-client-current.pem";

    [Fact]
    public void A_kubelets_file_is_sound()
    {
        var file = Read(Recorded.ClientFile);

        Assert.Empty(file.Problems);
        Assert.Equal(new Source(Path), file.Source);
        Assert.Equal(Recorded.ClientFile.Length, file.Size);
        Assert.True(file.HasPrivateKey);
        Assert.False(file.KeyFirst);
        Assert.Equal("system:node:worker-1", file.Leaf!.Subject.CommonName);
    }

    [Fact]
    public void A_chain_keeps_its_order()
    {
        var file = Read(Recorded.SelfSignedFile);

        Assert.Empty(file.Problems);
        Assert.False(file.HasPrivateKey);
        Assert.Equal(["worker-1@1700000000", "worker-1-ca@1700000000"], file.Certificates.Select(c => c.Subject.CommonName));
    }

    [Fact]
    public void A_key_before_the_certificate_is_noticed()
    {
        var file = Read(CertificateForge.RedactedKeyPem + Recorded.AuthorityPem);

        Assert.Empty(file.Problems);
        Assert.True(file.KeyFirst);
        Assert.NotNull(file.Leaf);
    }

    [Fact]
    public void A_recorded_file_that_was_cut_off_is_told()
    {
        var file = Read(Recorded.CutOffFile);

        Assert.Equal(["the CERTIFICATE block that begins in line 1 has no END line: the file is cut off"], file.Problems);
        Assert.Empty(file.Certificates);
        Assert.False(file.HasPrivateKey);
    }

    [Theory]
    [InlineData("", "the file is empty (0 bytes)")]
    [InlineData(" \r\n", "the file holds white space only (3 bytes)")]
    [InlineData("\0\0\0\0", "the file holds zero bytes only (4 bytes): its content never reached the disk")]
    [InlineData("hello", "no PEM block in it (5 bytes of something else)")]
    [InlineData("-----BEGIN CERTIFICATE-----AQI=-----END CERTIFICATE-----", "no PEM block can be read, although there is a BEGIN: the line breaks are missing or the BEGIN line is damaged")]
    [InlineData(CertificateForge.RedactedKeyPem, "no CERTIFICATE block (it holds: EC PRIVATE KEY)")]
    [InlineData("-----BEGIN CERTIFICATE-----\nREDACTED\n-----END CERTIFICATE-----\n", "the CERTIFICATE block that begins in line 1 holds no certificate (it is empty or redacted)")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAQI=\n-----END EC PRIVATE KEY-----\n", "the CERTIFICATE block that begins in line 1 ends with another label (EC PRIVATE KEY)")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIBpjCCAUygAwIBAgIUEigT*\n-----END CERTIFICATE-----\n", "the CERTIFICATE block that begins in line 1 is not valid base64")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAQI=\n-----END CERTIFICATE-----\n", "the CERTIFICATE block that begins in line 1 does not parse: it is not a DER certificate: its outer structure cannot be read")]
    public void What_is_broken_is_told(string content, string problem)
    {
        var file = Read(content);

        Assert.Equal([problem], file.Problems);
        Assert.Null(file.Leaf);
    }

    [Fact]
    public void Sound_blocks_beside_broken_ones_are_kept()
    {
        var file = Read(Recorded.CutOffFile + "\n" + Recorded.AuthorityPem + "-----BEGIN EC PRIVATE KEY-----\nREDA");

        Assert.Equal(
            [
                "the CERTIFICATE block that begins in line 1 has no END line before the next block begins in line 6",
                "the EC PRIVATE KEY block that begins in line 17 has no END line: the file is cut off",
            ],
            file.Problems);
        Assert.Equal("kubernetes", file.Leaf!.Subject.CommonName);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData(" ")]
    public void What_the_kubelet_would_not_find_is_told(string before)
    {
        var file = Read(before + Recorded.AuthorityPem);

        Assert.Equal(["the CERTIFICATE block that begins in line 1 does not start at the beginning of its line: the kubelet does not find it"], file.Problems);
        Assert.NotNull(file.Leaf);
    }

    [Fact]
    public void Der_is_taken()
    {
        var file = CertificateFileReader.Read(CertificateTests.Parse(Recorded.AuthorityPem).Der, Path);

        Assert.Empty(file.Problems);
        Assert.Equal("kubernetes", file.Leaf!.Subject.CommonName);
        Assert.Equal(
            ["the DER content does not parse: it is not a DER certificate: its outer structure cannot be read"],
            CertificateFileReader.Read([0x30, 0x80], Path).Problems);
    }

    private static CertificateFile Read(string content) => CertificateFileReader.Read(Encoding.UTF8.GetBytes(content), Path);
}
