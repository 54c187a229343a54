using System.Text;
using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class PemReaderTests
{
    [Fact]
    public void A_kubelets_file_has_a_certificate_and_a_redacted_key()
    {
        var blocks = Read(Recorded.ClientFile);

        Assert.Equal(2, blocks.Count);
        Assert.Equal(("CERTIFICATE", 1, PemState.Sound), (blocks[0].Label, blocks[0].Line, blocks[0].State));
        Assert.Equal(("EC PRIVATE KEY", 12, PemState.Redacted), (blocks[1].Label, blocks[1].Line, blocks[1].State));
        Assert.Null(blocks[1].Der);
    }

    [Theory]
    [InlineData("PRIVATE KEY")]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("ENCRYPTED PRIVATE KEY")]
    [InlineData("OPENSSH PRIVATE KEY")]
    public void Private_keys_are_never_decoded(string label)
    {
        var block = Assert.Single(Read(CertificateForge.Pem(label, new byte[120])));

        Assert.Equal(PemState.Sound, block.State);
        Assert.Null(block.Der);
    }

    [Theory]
    [InlineData("\r\n", "", "")]
    [InlineData("\n", "    ", "")]
    [InlineData("\n", "\t", "\uFEFF")]
    [InlineData("\n", "", "some text\n\n")]
    public void Line_ends_indents_and_text_around_do_not_matter(string lineEnd, string indent, string before)
    {
        var text = before + string.Join(lineEnd, Recorded.AuthorityPem.TrimEnd().Split('\n').Select(line => indent + line));

        var block = Assert.Single(Read(text));

        Assert.Equal(PemState.Sound, block.State);
        Assert.Equal(Read(Recorded.AuthorityPem)[0].Der, block.Der);
    }

    [Theory]
    [InlineData("-----BEGIN X-----\nREDACTED\n-----END X-----\n", PemState.Redacted)]
    [InlineData("-----BEGIN X-----\n<removed by policy>\n-----END X-----\n", PemState.Redacted)]
    [InlineData("-----BEGIN X-----\n-----END X-----\n", PemState.Redacted)]
    [InlineData("-----BEGIN X-----\nMIIBpjCCAUygAwIBAgIUEigT*\n-----END X-----\n", PemState.BadBase64)]
    [InlineData("-----BEGIN X-----\nMIIBpjCCAUygAwIBAgIUEigT+\n-----END X-----\n", PemState.BadBase64)]
    [InlineData("-----BEGIN X-----\nMIIBpjCCAUygAwIBAgIUEigT\n", PemState.Unterminated)]
    [InlineData("-----BEGIN X-----\nMIIBpjCCAUygAwIBAgIUEigT\n-----END", PemState.Unterminated)]
    [InlineData("-----BEGIN X-----\nMIIBpjCCAUygAwIBAgIUEigT\n-----END Y-----\n", PemState.MismatchedEnd)]
    [InlineData("-----BEGIN X", PemState.Unterminated)]
    [InlineData("-----BEGIN X-----\nAQI=\n-----END X-----", PemState.Sound)]
    [InlineData("-----BEGIN X-----\nProc-Type: 4\n\nAQI=\n-----END X-----", PemState.Sound)]
    public void States_are_told_apart(string text, PemState state)
    {
        var block = Assert.Single(Read(text));

        Assert.Equal("X", block.Label);
        Assert.Equal(state, block.State);
        Assert.Equal(state == PemState.Sound, block.Der is not null);
    }

    [Fact]
    public void A_block_without_end_does_not_swallow_the_next()
    {
        var blocks = Read("-----BEGIN A-----\nAQI=\n-----BEGIN B-----\nAQI=\n-----END B-----\n");

        Assert.Equal([("A", 1, PemState.Unterminated), ("B", 3, PemState.Sound)], blocks.Select(b => (b.Label, b.Line, b.State)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no block")]
    [InlineData("-----BEGIN A-----AQI=-----END A-----\n")]
    [InlineData("-----END A-----\n")]
    [InlineData("see -----BEGIN A-----\n-----END A-----")]
    public void What_is_no_block_is_none(string text)
    {
        Assert.Empty(Read(text));
    }

    private static IReadOnlyList<PemBlock> Read(string text) => PemReader.Read(Encoding.UTF8.GetBytes(text));
}
