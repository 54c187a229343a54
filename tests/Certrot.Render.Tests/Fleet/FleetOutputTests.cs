using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Certrot.Render.Fleet;
using Certrot.Reports;
using Certrot.TestKit;

namespace Certrot.Render.Tests.Fleet;

/// <summary>What holds of every output of a scan.</summary>
public sealed class FleetOutputTests
{
    private static readonly JsonElement schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema", "fleet-report.json"))).RootElement;

    public static TheoryData<string> Names => FleetSamples.Names;

    [Theory, MemberData(nameof(Names))]
    public void Every_scan_fits_the_published_schema(string name) => Assert.Empty(Check(FleetSamples.Json(FleetSamples.All[name])));

    [Theory]
    [InlineData("verdict", "\"fine\"")]
    [InlineData("clusters", "[{\"context\":\"x\"}]")]
    [InlineData("kind", "\"DiagnosisReport\"")]
    [InlineData("undescribed", "1")]
    public void One_that_breaks_it_is_seen(string property, string json)
    {
        var broken = JsonNode.Parse(FleetSamples.Json(FleetSamples.All["trouble"]))!.AsObject();
        broken[property] = JsonNode.Parse(json);

        Assert.NotEmpty(Check(broken.ToJsonString()));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_line_of_the_table_is_wider_than_the_screen(string name)
    {
        foreach (var width in new[] { 60, 80, 120, 200 })
        {
            // Commands are never cut: they are pasted.
            var lines = FleetSamples.Text(FleetSamples.All[name], width, verbose: false).Split('\n').Where(l => !l.Contains("kubectl", StringComparison.Ordinal) && !l.Contains("certrot diagnose", StringComparison.Ordinal));
            Assert.All(lines, l => Assert.True(l.Length <= width, $"{width}: {l}"));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_output_carries_control_characters_of_names(string name)
    {
        var report = FleetSamples.All[name];
        foreach (var text in new[] { FleetSamples.Text(report, 100, verbose: true), FleetSamples.Html(report), FleetSamples.Csv(report), FleetSamples.Junit(report), FleetSamples.Prometheus(report) })
            Assert.DoesNotContain(text, c => c is not ('\n' or '\r') && char.IsControl(c));
        Assert.DoesNotContain("<script>alert", FleetSamples.Html(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_counts_what_its_threshold_calls_a_failure()
    {
        var suites = XDocument.Parse(FleetSamples.Junit(FleetSamples.All["trouble"])).Descendants("testsuite").ToList();

        // Two that are denied and one at risk; the excluded one raises no alarm.
        Assert.Equal(3, suites.SelectMany(s => s.Descendants("testcase")).Count(c => c.Element("failure") is not null && FleetSamples.All["trouble"].Clusters[0].Nodes.Any(n => n.Name == (string?)c.Attribute("name"))));
    }

    [Fact]
    public void A_change_is_one_line_of_text_and_one_of_json()
    {
        var healthy = FleetSamples.Healthy("node-1");
        var failing = healthy with { Verdict = Verdicts.Failing, Cause = "csr-denied-by-approver", Client = healthy.Client with { Stage = "denied", NotAfter = FleetSamples.Now.AddHours(3) } };
        var change = new NodeTransition(FleetSamples.Now, healthy, failing);
        using var stream = new MemoryStream();
        FleetJson.WriteChange(stream, "prod-eu", change);

        Assert.Equal("05:34:17  node-1                          healthy -> failing              3h denied               265d not-due            -           csr-denied-by-approver", FleetChangeText.Line(change, null));
        Assert.StartsWith("05:34:17  prod-eu/node-1                  healthy -> gone", FleetChangeText.Line(new NodeTransition(FleetSamples.Now, healthy, null), "prod-eu"), StringComparison.Ordinal);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
        var json = JsonNode.Parse(text)!;
        Assert.Equal(("healthy", "failing", "prod-eu", "node-1"), ((string?)json["before"]!["verdict"], (string?)json["after"]!["verdict"], (string?)json["context"], (string?)json["name"]));
    }

    private static List<string> Check(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        var validator = new SchemaValidator(schema);
        validator.Validate(document.RootElement);
        return validator.Errors;
    }
}
