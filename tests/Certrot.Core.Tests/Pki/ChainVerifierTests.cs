using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class ChainVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ForgedAuthority Old = CertificateForge.Authority(Now.AddYears(-5), Now.AddYears(5));
    private static readonly ForgedAuthority New = CertificateForge.Authority(Now.AddDays(-1), Now.AddYears(10));
    private static readonly ForgedAuthority OldBare = CertificateForge.Authority(Now.AddYears(-5), Now.AddYears(5), keyIds: false);
    private static readonly ForgedAuthority NewBare = CertificateForge.Authority(Now.AddDays(-1), Now.AddYears(10), keyIds: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recorded_certificates_verify_against_their_own_CA_only(bool verifySignatures)
    {
        var leaf = CertificateTests.Parse(Recorded.ClientFile);
        var anchor = CertificateTests.Parse(Recorded.AuthorityPem);
        var other = CertificateTests.Parse(Recorded.OtherAuthorityPem);

        var both = ChainVerifier.Verify(leaf, [], [other, anchor], leaf.NotBefore.AddDays(1), CertificateForge.ClientAuth, verifySignatures);
        var wrong = ChainVerifier.Verify(leaf, [], [other], leaf.NotBefore.AddDays(1), CertificateForge.ClientAuth, verifySignatures);

        Assert.True(both.IsValid);
        Assert.Same(anchor, both.Anchor);
        Assert.Equal(ChainStatus.SignatureMismatch, wrong.Status);
        Assert.Equal(
            "x509: certificate signed by unknown authority (possibly because of \"x509: ECDSA verification failure\" while trying to verify candidate authority certificate \"kubernetes\")",
            wrong.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_CA_rotation_the_right_CA_of_two_is_found(bool keyIds)
    {
        var (before, after) = keyIds ? (Old, New) : (OldBare, NewBare);
        var leaf = Leaf(after);

        foreach (var pool in new[] { Pool(before, after), Pool(after, before) })
        {
            var result = Verify(leaf, pool);
            Assert.Equal(ChainStatus.Valid, result.Status);
            Assert.Equal(after.Certificate.Der, result.Anchor!.Der);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_CA_rotation_the_old_CA_does_not_match(bool keyIds)
    {
        var (before, after) = keyIds ? (Old, New) : (OldBare, NewBare);

        var result = Verify(Leaf(after), Pool(before));

        Assert.Equal(ChainStatus.SignatureMismatch, result.Status);
        Assert.StartsWith("x509: certificate signed by unknown authority (possibly because of", result.Message);
        Assert.Equal(before.Certificate.Der, result.Anchor!.Der);
    }

    [Fact]
    public void A_leaf_without_key_identifier_is_verified_by_its_signature()
    {
        var leaf = Old.Issue("system:nodes", "system:node:worker-1", Now.AddDays(-1), Now.AddDays(1), authorityKeyId: false).Parsed;

        Assert.Null(leaf.AuthorityKeyId);
        Assert.Equal(ChainStatus.Valid, Verify(leaf, Pool(New, Old)).Status);
        Assert.Equal(ChainStatus.SignatureMismatch, Verify(leaf, Pool(New)).Status);
    }

    [Fact]
    public void Another_key_identifier_does_not_outweigh_the_signature()
    {
        var renamed = CertificateForge.Authority(Now.AddYears(-1), Now.AddYears(1));
        var leaf = Leaf(renamed);
        var anchor = renamed.Certificate.Parsed with { SubjectKeyId = "00" };

        Assert.Equal(ChainStatus.Valid, Verify(leaf, [anchor]).Status);
    }

    [Fact]
    public void Key_identifiers_are_believed_unless_signatures_are_asked_for()
    {
        var leaf = Leaf(Old).Der;
        leaf[^1] ^= 1;
        var tampered = Certificate.TryParse(leaf, out _)!;

        Assert.Equal(ChainStatus.Valid, Verify(tampered, Pool(Old)).Status);
        Assert.Equal(
            ChainStatus.SignatureMismatch,
            ChainVerifier.Verify(tampered, [], Pool(Old), Now, extendedKeyUsage: null, verifySignatures: true).Status);
    }

    [Fact]
    public void An_unknown_issuer_is_an_unknown_authority()
    {
        var result = Verify(Leaf(CertificateForge.Authority(Now.AddYears(-1), Now.AddYears(1), "kubernetes-ca-2016")), Pool(Old, New));

        Assert.Equal((ChainStatus.UnknownAuthority, "x509: certificate signed by unknown authority"), (result.Status, result.Message));
        Assert.Null(result.Anchor);
    }

    [Fact]
    public void A_leaf_outside_its_validity_is_told_in_Gos_words()
    {
        var leaf = Old.IssueKubeletClient("worker-1", Now.AddHours(-2), Now.AddHours(-1)).Parsed;
        var early = Old.IssueKubeletClient("worker-1", Now.AddHours(1), Now.AddHours(2)).Parsed;

        var expired = Verify(leaf, Pool(Old));
        var notYet = Verify(early, Pool(Old));

        Assert.Equal(ChainStatus.Expired, expired.Status);
        Assert.Equal(
            "x509: certificate has expired or is not yet valid: current time 2026-11-22T12:00:00Z is after 2026-11-22T11:00:00Z",
            expired.Message);
        Assert.Equal(ChainStatus.NotYetValid, notYet.Status);
        Assert.Null(notYet.Anchor);
        Assert.Equal(
            "x509: certificate has expired or is not yet valid: current time 2026-11-22T12:00:00Z is before 2026-11-22T13:00:00Z",
            notYet.Message);
    }

    [Fact]
    public void The_last_second_is_still_valid()
    {
        var leaf = Old.IssueKubeletClient("worker-1", Now.AddHours(-2), Now).Parsed;

        Assert.Equal(ChainStatus.Valid, Verify(leaf, Pool(Old)).Status);
        Assert.Equal(ChainStatus.Expired, ChainVerifier.Verify(leaf, [], Pool(Old), Now.AddMilliseconds(1), extendedKeyUsage: null).Status);
    }

    [Fact]
    public void An_anchor_outside_its_validity_is_told()
    {
        var expired = CertificateForge.Authority(Now.AddYears(-10), Now.AddDays(-1));
        var early = CertificateForge.Authority(Now.AddDays(1), Now.AddDays(2));

        var afterEnd = Verify(Leaf(expired), Pool(expired));
        var beforeStart = Verify(Leaf(early), Pool(early));

        Assert.Equal(ChainStatus.AnchorExpired, afterEnd.Status);
        Assert.Equal(
            "x509: certificate has expired or is not yet valid: current time 2026-11-22T12:00:00Z is after 2026-11-21T12:00:00Z",
            afterEnd.Message);
        Assert.Equal(expired.Certificate.Der, afterEnd.Anchor!.Der);
        Assert.Equal(ChainStatus.NotYetValid, beforeStart.Status);
        Assert.NotNull(beforeStart.Anchor);
    }

    [Fact]
    public void A_CA_renewed_with_the_same_key_replaces_its_expired_self()
    {
        var expired = Old.Certificate.Parsed with { NotAfter = Now.AddDays(-1) };

        Assert.Equal(ChainStatus.Valid, Verify(Leaf(Old), [expired, Old.Certificate.Parsed]).Status);
    }

    [Fact]
    public void An_intermediate_is_an_anchor_where_the_pool_holds_it()
    {
        var intermediate = Old.IssueAuthority("kubelet-signer", Now.AddDays(-1), Now.AddDays(10));
        var leaf = Leaf(intermediate);

        Assert.Equal(ChainStatus.Valid, Verify(leaf, Pool(intermediate)).Status);
        Assert.Equal(ChainStatus.UnknownAuthority, Verify(leaf, Pool(Old)).Status);
        var chained = ChainVerifier.Verify(
            leaf, [leaf, intermediate.Certificate.Parsed], Pool(New, Old), Now, CertificateForge.ClientAuth, verifySignatures: true);
        Assert.Equal(ChainStatus.Valid, chained.Status);
        Assert.Equal(Old.Certificate.Der, chained.Anchor!.Der);
    }

    [Fact]
    public void A_leaf_in_the_pool_needs_no_issuer()
    {
        var leaf = CertificateForge.SelfSigned("worker-1@1700000000", Now.AddDays(-1), Now.AddDays(1), ["worker-1"]).Parsed;

        Assert.Equal(ChainStatus.Valid, Verify(leaf, [leaf]).Status);
        Assert.Equal(ChainStatus.UnknownAuthority, Verify(leaf, Pool(Old)).Status);
    }

    [Fact]
    public void What_is_no_CA_signs_nothing()
    {
        var leaf = Leaf(Old);
        var noAuthority = Old.Certificate.Parsed with { IsCa = false };

        var result = Verify(leaf, [noAuthority]);

        Assert.Equal(ChainStatus.UnknownAuthority, result.Status);
        Assert.Contains("parent certificate cannot sign this kind of certificate", result.Message);
    }

    [Fact]
    public void Usages_of_leaf_and_CA_both_count()
    {
        var narrow = Old.IssueAuthority("servers-only", Now.AddDays(-1), Now.AddDays(10), extendedKeyUsage: CertificateForge.ServerAuth);

        Assert.Equal(ChainStatus.Valid, Verify(Leaf(Old), Pool(Old), CertificateForge.ClientAuth).Status);
        var result = Verify(Leaf(Old), Pool(Old), CertificateForge.ServerAuth);
        Assert.Equal((ChainStatus.WrongUsage, "x509: certificate specifies an incompatible key usage"), (result.Status, result.Message));
        Assert.Equal(ChainStatus.WrongUsage, Verify(Leaf(narrow), Pool(narrow), CertificateForge.ClientAuth).Status);
        var any = Old.Issue("system:nodes", "x", Now.AddDays(-1), Now.AddDays(1), extendedKeyUsage: "2.5.29.37.0").Parsed;
        Assert.Equal(ChainStatus.Valid, Verify(any, Pool(Old), CertificateForge.ServerAuth).Status);
    }

    [Fact]
    public void Cross_signed_CAs_and_crowds_of_namesakes_end_the_search()
    {
        var crowd = Enumerable.Range(0, 150).Select(_ => CertificateForge.Authority(Now.AddYears(-1), Now.AddYears(1)).Certificate.Parsed).ToList();

        var result = ChainVerifier.Verify(Leaf(NewBare), crowd, [Old.Certificate.Parsed, .. crowd], Now, extendedKeyUsage: null);

        Assert.Equal(ChainStatus.UnknownAuthority, result.Status);
        Assert.Equal("x509: signature check attempts limit reached while verifying certificate chain", result.Message);
    }

    private static Certificate Leaf(ForgedAuthority authority) => authority.IssueKubeletClient("worker-1", Now.AddDays(-1), Now.AddDays(1)).Parsed;

    private static List<Certificate> Pool(params ForgedAuthority[] authorities) => [.. authorities.Select(a => a.Certificate.Parsed)];

    private static ChainResult Verify(Certificate leaf, IReadOnlyList<Certificate> anchors, string? usage = null) =>
        ChainVerifier.Verify(leaf, [], anchors, Now, usage);
}
