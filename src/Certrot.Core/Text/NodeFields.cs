using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Text;

/// <summary>Fields of a document that <see cref="YamlReader"/> read; a wrong type is a missing value.</summary>
internal static class NodeFields
{
    /// <summary>A field that is a mapping, or null.</summary>
    public static JsonObject? Object(this JsonObject? parent, string name) => Field(parent, name) as JsonObject;

    /// <summary>Mappings of a field that is a list; none otherwise.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject? parent, string name) =>
        Field(parent, name) is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>Text without control characters; numbers and booleans as text. Null where there is no scalar or an empty one, which Kubernetes does not tell from a missing one.</summary>
    public static string? Text(this JsonObject? parent, string name)
    {
        var text = RawText(parent, name);
        return string.IsNullOrEmpty(text) ? null : SafeText.Clean(text);
    }

    /// <summary>Text as it stands; numbers and booleans as text. Null where there is no scalar.</summary>
    public static string? RawText(this JsonObject? parent, string name)
    {
        if (Field(parent, name) is not JsonValue value)
            return null;
        return value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
    }

    /// <summary>A boolean; null where it is missing or something else.</summary>
    public static bool? Boolean(this JsonObject? parent, string name) => Field(parent, name) is { } node ? AsBoolean(node) : null;

    /// <summary>The node itself as a boolean; null where it is something else.</summary>
    public static bool? AsBoolean(this JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A field of any type, or null.</summary>
    public static JsonNode? Field(this JsonObject? parent, string name) =>
        parent is not null && parent.TryGetPropertyValue(name, out var value) ? value : null;
}
