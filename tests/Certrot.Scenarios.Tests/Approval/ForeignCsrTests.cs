using System.Text.Json.Nodes;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

/// <summary>Whoever holds a node's credentials can create CSRs that no kubelet makes: they tell nothing of its renewal, and nobody is to be led to approve them.</summary>
public sealed class ForeignCsrTests
{
    [Theory]
    [InlineData("client auth")]
    [InlineData("code signing")]
    public void A_csr_without_the_usage_of_its_signer_is_not_the_kubelets(string usage)
    {
        var s = new NodeScenario();
        for (var i = 0; i < 5; i++) s.AddCsr($"csr-x{i}", client: false, TimeSpan.FromMinutes(3 + i))["spec"]!["usages"] = new JsonArray("digital signature", usage);

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void A_csr_for_something_that_is_no_node_is_not_the_kubelets()
    {
        var s = new NodeScenario();
        var csr = s.AddCsr("csr-x", client: false, TimeSpan.FromMinutes(3));
        csr["spec"]!["request"] = OfAPerson();

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void The_kubelets_own_beside_them_still_counts()
    {
        var s = new NodeScenario { Serving = null };
        s.AddCsr("csr-own", client: false, TimeSpan.FromMinutes(20));
        for (var i = 0; i < 5; i++) s.AddCsr($"csr-x{i}", client: false, TimeSpan.FromMinutes(3 + i))["spec"]!["usages"] = new JsonArray("client auth");

        var report = Judged.As(s.Diagnose(), "serving-csr-no-approver", "serving", Verdicts.Failing);
        Assert.StartsWith("csr-own of worker-1 waits for approval", report.RootCause.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_others_is_a_risk_to_a_sound_node_and_no_reason_for_a_silent_one()
    {
        Judged.As(Flooded().Diagnose(), "csr-flood", "serving", Verdicts.AtRisk);
        Assert.Equal("insufficient-evidence", Flooded().NodeLostSince(Flooded().Now.AddMinutes(-5)).Diagnose().RootCause.Id);
    }

    private static NodeScenario Flooded()
    {
        var s = new NodeScenario();
        for (var i = 0; i < 150; i++) s.AddCsr($"csr-f{i:D3}", client: false, TimeSpan.FromMinutes(30), commonName: $"gone-{i}");
        return s;
    }

    private static string OfAPerson()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=jane", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
    }
}
