using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Reports;
using Certrot.TestKit;

namespace Certrot.Render.Tests;

public sealed class PreflightJsonTests
{
    private static readonly JsonElement schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema", "preflight-report.json"))).RootElement;

    private static readonly PreflightReport report = new()
    {
        Node = "worker-1",
        EvidenceAt = new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero),
        Generator = "certrot test",
        Verdict = Verdicts.AtRisk,
        ClientDueFrom = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Items =
        [
            new PreflightItem("client-approval", "Approval of the client CSR", "fail", "No binding.", "client", [new QuoteReport("cluster/clusterrolebindings.json", "no \"rule\"", new DateTimeOffset(2026, 6, 15, 11, 0, 0, TimeSpan.Zero))]),
            new PreflightItem("clock", "Clock", "unknown", "Not compared.", null, []),
        ],
    };

    [Fact]
    public void A_preflight_fits_the_published_schema() => Assert.Empty(Check(Json()));

    [Theory]
    [InlineData("verdict", "\"fine\"")]
    [InlineData("items", "[{\"id\":\"x\"}]")]
    [InlineData("kind", "\"DiagnosisReport\"")]
    [InlineData("undescribed", "1")]
    public void One_that_breaks_it_is_seen(string property, string json)
    {
        var broken = JsonNode.Parse(Json())!.AsObject();
        broken[property] = JsonNode.Parse(json);

        Assert.NotEmpty(Check(broken.ToJsonString()));
    }

    private static string Json()
    {
        var buffer = new MemoryStream();
        PreflightJson.Write(buffer, report);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static List<string> Check(string json)
    {
        var validator = new SchemaValidator(schema);
        validator.Validate(JsonDocument.Parse(json).RootElement);
        return validator.Errors;
    }
}
