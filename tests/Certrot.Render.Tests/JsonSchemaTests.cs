using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.TestKit;

namespace Certrot.Render.Tests;

public sealed class JsonSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema", "diagnosis-report.json"))).RootElement;

    public static TheoryData<string> Names => Samples.Names;

    [Theory, MemberData(nameof(Names))]
    public void Every_report_fits_the_published_schema(string name) => Assert.Empty(Check(Samples.Json(Samples.All[name])));

    [Theory]
    [InlineData("verdict", "\"fine\"")]
    [InlineData("node", "5")]
    [InlineData("candidates", "[{\"id\":\"x\",\"score\":2,\"certificate\":null,\"explainedBy\":null}]")]
    [InlineData("rootCause", "null")]
    [InlineData("kind", "\"Other\"")]
    [InlineData("scope", "{\"reach\":\"node\",\"text\":\"\",\"affectedNodes\":\"\",\"totalNodes\":1.5}")]
    [InlineData("undescribed", "1")]
    public void A_report_that_breaks_the_schema_is_seen(string property, string json)
    {
        var report = JsonNode.Parse(Samples.Json(Samples.All["pending"]))!.AsObject();
        report[property] = JsonNode.Parse(json);

        Assert.NotEmpty(Check(report.ToJsonString()));
    }

    [Fact]
    public void A_report_without_a_required_property_is_seen()
    {
        foreach (var name in Schema.GetProperty("required").EnumerateArray())
        {
            var report = JsonNode.Parse(Samples.Json(Samples.All["pending"]))!.AsObject();
            Assert.True(report.Remove(name.GetString()!));
            Assert.Contains($"$: {name} is missing", Check(report.ToJsonString()));
        }
    }

    [Fact]
    public void Properties_come_in_the_order_of_the_schema()
    {
        var order = Schema.GetProperty("properties").EnumerateObject().Select(p => p.Name);
        using var report = JsonDocument.Parse(Samples.Json(Samples.All["pending"]));

        Assert.Equal(order, report.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(order, Schema.GetProperty("required").EnumerateArray().Select(n => n.GetString()!));
    }

    [Fact]
    public void Everything_in_the_schema_is_described()
    {
        var undescribed = new List<string>();
        Walk(Schema.GetProperty("properties"), "$");
        foreach (var definition in Schema.GetProperty("$defs").EnumerateObject())
        {
            Assert.True(definition.Value.TryGetProperty("description", out _), definition.Name);
            Walk(definition.Value.GetProperty("properties"), definition.Name);
        }
        Assert.Empty(undescribed);

        void Walk(JsonElement properties, string path)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!property.Value.TryGetProperty("description", out _) && !property.Value.TryGetProperty("$ref", out _))
                    undescribed.Add($"{path}.{property.Name}");
                if (property.Value.TryGetProperty("properties", out var inner))
                    Walk(inner, $"{path}.{property.Name}");
            }
        }
    }

    [Fact]
    public void The_stream_and_the_string_hold_the_same()
    {
        foreach (var report in Samples.All.Values)
            Assert.Equal(JsonReport.Write(report), Samples.Json(report));
    }

    [Fact]
    public void Hostile_text_arrives_as_it_is_and_control_characters_are_escaped()
    {
        var report = Samples.All["hostile"];
        var json = Samples.Json(report);

        Assert.DoesNotContain(json, c => c != '\n' && char.IsControl(c));
        Assert.Equal(report.Node, JsonNode.Parse(json)!["node"]!.GetValue<string>());
        Assert.Equal("a\ufffdb\ufffdc\uffff", JsonNode.Parse(json)!["rootCause"]!["evidence"]![4]!["text"]!.GetValue<string>());
    }

    [Fact]
    public void Times_are_utc_and_whole_seconds()
    {
        var report = Samples.All["healthy"] with { EvidenceAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)) };

        Assert.Equal("2026-01-02T01:04:05Z", JsonNode.Parse(JsonReport.Write(report))!["evidenceAt"]!.GetValue<string>());
    }

    private static List<string> Check(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        var validator = new SchemaValidator(Schema);
        validator.Validate(document.RootElement);
        return validator.Errors;
    }
}
