using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class SignaturesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Recorded_certificates_are_signed_by_their_own_CA_only()
    {
        var leaf = CertificateTests.Parse(Recorded.ServingFile);

        Assert.True(Signatures.IsSignedBy(leaf, CertificateTests.Parse(Recorded.AuthorityPem)));
        Assert.False(Signatures.IsSignedBy(leaf, CertificateTests.Parse(Recorded.OtherAuthorityPem)));
    }

    [Theory]
    [InlineData("nistP256", "SHA256")]
    [InlineData("nistP384", "SHA384")]
    [InlineData("nistP521", "SHA512")]
    public void Ecdsa_is_checked(string curve, string hash)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        AssertChecked(name => new(name, key, new HashAlgorithmName(hash)));
    }

    [Theory]
    [InlineData("SHA256", false)]
    [InlineData("SHA384", false)]
    [InlineData("SHA512", false)]
    [InlineData("SHA256", true)]
    [InlineData("SHA384", true)]
    [InlineData("SHA512", true)]
    public void Rsa_is_checked(string hash, bool pss)
    {
        using var key = RSA.Create(2048);
        AssertChecked(name => new(name, key, new HashAlgorithmName(hash), pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void A_key_of_another_kind_did_not_sign()
    {
        var rsa = CertificateForge.Authority(Now, Now.AddYears(1), rsa: true);
        var ecdsa = CertificateForge.Authority(Now, Now.AddYears(1));

        Assert.True(Signatures.IsSignedBy(rsa.IssueKubeletClient("a", Now, Now.AddDays(1)).Parsed, rsa.Certificate.Parsed));
        Assert.False(Signatures.IsSignedBy(rsa.IssueKubeletClient("a", Now, Now.AddDays(1)).Parsed, ecdsa.Certificate.Parsed));
        Assert.False(Signatures.IsSignedBy(ecdsa.IssueKubeletClient("a", Now, Now.AddDays(1)).Parsed, rsa.Certificate.Parsed));
    }

    [Fact]
    public void What_cannot_be_checked_is_not_judged()
    {
        var authority = CertificateForge.Authority(Now, Now.AddYears(1)).Certificate.Parsed;

        Assert.Null(Signatures.IsSignedBy(CertificateTests.Parse(Ed25519Pem), CertificateTests.Parse(Ed25519Pem)));
        Assert.Null(Signatures.IsSignedBy(authority, authority with { PublicKeyInfo = [1, 2, 3] }));
        Assert.Null(Signatures.IsSignedBy(authority, authority with { PublicKeyInfo = new byte[5000] }));
    }

    private static void AssertChecked(Func<X500DistinguishedName, System.Security.Cryptography.X509Certificates.CertificateRequest> request)
    {
        using var made = request(CertificateForge.Name(organization: null, "kubernetes")).CreateSelfSigned(Now, Now.AddYears(1));
        var certificate = Certificate.TryParse(made.RawData, out _)!;
        Assert.True(Signatures.IsSignedBy(certificate, certificate));

        var signature = made.RawData;
        signature[^1] ^= 1;
        Assert.False(Signatures.IsSignedBy(Certificate.TryParse(signature, out _)!, certificate));

        var content = made.RawData;
        content[content.AsSpan().IndexOf("kubernetes"u8)] = (byte)'K';
        Assert.False(Signatures.IsSignedBy(Certificate.TryParse(content, out _)!, certificate));
    }

    // openssl req -x509 -newkey ed25519 -subj /CN=kubernetes
    private const string Ed25519Pem = """
        -----BEGIN CERTIFICATE-----
        MIIBQDCB86ADAgECAhRCJdURDJ04uGwLOnQBgMNYqS51gzAFBgMrZXAwFTETMBEG
        A1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjMwOTI2NTJaGA8yMTI2MTAzMDA5MjY1
        MlowFTETMBEGA1UEAwwKa3ViZXJuZXRlczAqMAUGAytlcAMhAI8VxWUrDawNTbhe
        uFZBCssAPP0fz+/ej5dHdJS7b/b9o1MwUTAdBgNVHQ4EFgQUX1tmrM3otUmyNd0x
        pNFXGbtmrEMwHwYDVR0jBBgwFoAUX1tmrM3otUmyNd0xpNFXGbtmrEMwDwYDVR0T
        AQH/BAUwAwEB/zAFBgMrZXADQQDngztbccDBhmRDCChuovgiZWPhzQHUbW+dUOUa
        zoJbczbbjw7xJ1DfOUpNQjq8eC4jFdFcMTmXLA3MLhDW4kUJ
        -----END CERTIFICATE-----
        """;
}
