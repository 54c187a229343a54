using System.Text.Json;

namespace Certrot.Collect.Redaction;

/// <summary>
/// Writes API objects as <c>kubectl get -o json</c> prints them, without secrets and without what tells nothing: managed fields, and the annotation in which
/// kubectl keeps a whole second object.
/// </summary>
internal static class ApiObjectWriter
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Writes an object of a list, which says its kind once for all.</summary>
    public static void WriteItem(Utf8JsonWriter json, JsonElement item, string apiVersion, string kind)
    {
        if (item.ValueKind != JsonValueKind.Object) return;
        json.WriteStartObject();
        json.WriteString("apiVersion", apiVersion);
        json.WriteString("kind", kind);
        foreach (var property in item.EnumerateObject())
        {
            if (property.NameEquals("apiVersion") || property.NameEquals("kind")) continue;
            Write(json, property);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonProperty property)
    {
        if (property.NameEquals("managedFields") || property.NameEquals(LastApplied)) return;
        json.WritePropertyName(property.Name);
        if (property.Value.ValueKind == JsonValueKind.String && SecretRedactor.IsSecretName(property.Name)) json.WriteStringValue(SecretRedactor.Redacted);
        else Write(json, property.Value);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, value);
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray()) Write(json, element);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                WriteText(json, value);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>A container's variables are pairs of name and value: the name tells whether the value is a secret.</summary>
    private static void WriteObject(Utf8JsonWriter json, JsonElement value)
    {
        var secret = value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && value.TryGetProperty("value", out var text) && text.ValueKind == JsonValueKind.String && SecretRedactor.IsSecretName(Text(name));
        json.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            if (secret && property.NameEquals("value")) json.WriteString("value", SecretRedactor.Redacted);
            else Write(json, property);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, JsonElement value)
    {
        var text = Text(value);
        var clean = SecretRedactor.Redact(text);
        if (ReferenceEquals(text, clean)) value.WriteTo(json);
        else json.WriteStringValue(clean);
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is valid JSON and no text.
            return "";
        }
    }
}
