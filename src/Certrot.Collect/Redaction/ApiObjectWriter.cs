using System.Text.Json;

namespace Certrot.Collect.Redaction;

/// <summary>
/// Writes API objects as <c>kubectl get -o json</c> prints them, without secrets and without what tells nothing: managed fields, and the annotation in which
/// kubectl keeps a whole second object.
/// </summary>
internal static class ApiObjectWriter
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly JsonWriterOptions indented = new() { Indented = true };

    /// <summary>What stands before the objects of a list.</summary>
    public static ReadOnlySpan<byte> ListBegin => "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["u8;

    /// <summary>What stands behind them.</summary>
    public static ReadOnlySpan<byte> ListEnd => "\n]}\n"u8;

    /// <summary>A list as <c>kubectl get -o json</c> prints it, of objects that came one by one.</summary>
    /// <param name="objects">The objects, as the API server gave them.</param>
    /// <param name="apiVersion">Their version.</param>
    /// <param name="kind">Their kind.</param>
    public static byte[] List(IEnumerable<byte[]> objects, string apiVersion, string kind)
    {
        var list = new MemoryStream();
        list.Write(ListBegin);
        var first = true;
        foreach (var body in objects)
        {
            using var document = JsonDocument.Parse(body);
            WriteNext(list, document.RootElement, first, apiVersion, kind);
            first = false;
        }

        list.Write(ListEnd);
        return list.ToArray();
    }

    /// <summary>Writes the next object of a list, on lines of its own.</summary>
    public static void WriteNext(Stream list, JsonElement item, bool first, string apiVersion, string kind)
    {
        list.Write(first ? "\n"u8 : ",\n"u8);
        using var json = new Utf8JsonWriter(list, indented);
        WriteItem(json, item, apiVersion, kind);
    }

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
