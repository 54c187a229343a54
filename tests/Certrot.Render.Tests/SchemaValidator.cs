using System.Text.Json;

namespace Certrot.Render.Tests;

/// <summary>
/// The part of JSON Schema 2020-12 that the published schema uses. A keyword that it does not know is an error, so that none goes unchecked.
/// It is stricter in one thing: a property that the schema does not describe is an error.
/// </summary>
internal sealed class SchemaValidator(JsonElement root)
{
    public List<string> Errors { get; } = [];

    public void Validate(JsonElement value) => Validate(root, value, "$");

    private void Validate(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$schema" or "$id" or "$defs" or "title" or "description" or "format" or "additionalProperties":
                    break;
                case "$ref":
                    Validate(Resolve(keyword.Value.GetString()!), value, path);
                    break;
                case "type":
                    Expect(HasType(keyword.Value, value), path, $"{value.ValueKind} is not {keyword.Value}");
                    break;
                case "const":
                    Expect(JsonElement.DeepEquals(keyword.Value, value), path, $"is not {keyword.Value}");
                    break;
                case "enum":
                    Expect(keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)), path, $"{value} is not in the enum");
                    break;
                case "minimum":
                    Expect(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(), path, "below the minimum");
                    break;
                case "maximum":
                    Expect(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= keyword.Value.GetDouble(), path, "above the maximum");
                    break;
                case "maxItems":
                    Expect(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= keyword.Value.GetInt32(), path, "too many items");
                    break;
                case "required":
                    foreach (var name in keyword.Value.EnumerateArray())
                        Expect(value.ValueKind != JsonValueKind.Object || value.TryGetProperty(name.GetString()!, out _), path, $"{name} is missing");
                    break;
                case "properties":
                    ValidateProperties(keyword.Value, value, path);
                    break;
                case "items":
                    if (value.ValueKind == JsonValueKind.Array)
                    {
                        var index = 0;
                        foreach (var item in value.EnumerateArray())
                            Validate(keyword.Value, item, $"{path}[{index++}]");
                    }
                    break;
                case "oneOf":
                    Expect(keyword.Value.EnumerateArray().Count(option => IsValid(option, value)) == 1, path, "fits not exactly one of the options");
                    break;
                default:
                    Errors.Add($"{path}: the validator does not know the keyword {keyword.Name}");
                    break;
            }
        }
    }

    private void ValidateProperties(JsonElement properties, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in value.EnumerateObject())
        {
            if (properties.TryGetProperty(property.Name, out var schema))
                Validate(schema, property.Value, $"{path}.{property.Name}");
            else
                Errors.Add($"{path}: {property.Name} is not described");
        }
    }

    private bool IsValid(JsonElement schema, JsonElement value)
    {
        var probe = new SchemaValidator(root);
        probe.Validate(schema, value, "");
        return probe.Errors.Count == 0;
    }

    private JsonElement Resolve(string reference)
    {
        Assert.StartsWith("#/$defs/", reference, StringComparison.Ordinal);
        return root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);
    }

    private void Expect(bool holds, string path, string message)
    {
        if (!holds)
            Errors.Add($"{path}: {message}");
    }

    private static bool HasType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => HasType(t, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => false,
        };
}
