using System.Text.Json;

namespace Certrot.Server.Tests.Web;

/// <summary>The description of the HTTP API is that of what is there.</summary>
public sealed class OpenApiTests(Served served) : IClassFixture<Served>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        var document = await JsonAsync("/openapi.json");

        Assert.Equal(served.Routes.Where(r => r.StartsWith("/api/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), document.GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/clusters", "Clusters")]
    [InlineData("/api/v1/clusters/simulated/nodes?limit=5", "NodePage")]
    [InlineData("/api/v1/clusters/simulated/nodes/node-00001", "NodeReply")]
    [InlineData("/api/v1/clusters/simulated/nodes/node-00001/history", "TransitionPage")]
    [InlineData("/api/v1/clusters/simulated/csrs", "CsrReviewList")]
    [InlineData("/api/v1/history", "TransitionPage")]
    [InlineData("/api/v1/whoami", "WhoAmI")]
    public async Task Answers_are_as_they_are_described(string path, string schema)
    {
        var schemas = (await JsonAsync("/openapi.json")).GetProperty("components").GetProperty("schemas");

        Check(await JsonAsync(path), schemas.GetProperty(schema), schemas, path);
    }

    /// <summary>Checks types, required properties, enumerations and references: all that the document uses.</summary>
    private static void Check(JsonElement value, JsonElement schema, JsonElement schemas, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas, where);
            return;
        }

        if (schema.TryGetProperty("oneOf", out var either))
        {
            if (value.ValueKind != JsonValueKind.Null) Check(value, either[0], schemas, where);
            return;
        }

        if (schema.TryGetProperty("const", out var only)) Assert.Equal(only.GetRawText(), value.GetRawText());
        if (schema.TryGetProperty("enum", out var words)) Assert.Contains(value.GetRawText(), words.EnumerateArray().Select(w => w.GetRawText()));
        if (schema.TryGetProperty("type", out var type))
        {
            var kinds = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).ToList() : [type.GetString()];
            Assert.True(kinds.Contains(Kind(value)), $"{where} is {Kind(value)} and not {string.Join(" or ", kinds)}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            if (schema.TryGetProperty("required", out var required)) Assert.All(required.EnumerateArray(), r => Assert.True(value.TryGetProperty(r.GetString()!, out _), $"{where} lacks {r.GetString()}"));
            if (schema.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _))) Check(value.GetProperty(property.Name), property.Value, schemas, $"{where}.{property.Name}");
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray()) Check(item, items, schemas, $"{where}[]");
        }
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "integer",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await served.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)).RootElement;
}
