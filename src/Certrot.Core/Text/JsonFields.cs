using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Certrot.Text;

/// <summary>Fields of API objects, read so that a wrong type is a missing value and never an exception.</summary>
internal static class JsonFields
{
    private static readonly IReadOnlyDictionary<string, string> NoMap = new Dictionary<string, string>(0, StringComparer.Ordinal);

    /// <summary>A field that is an object; an undefined element otherwise, which has no fields.</summary>
    public static JsonElement Object(this JsonElement parent, ReadOnlySpan<byte> name) => Field(parent, name, JsonValueKind.Object);

    /// <summary>Elements of a field that is an array; none otherwise.</summary>
    public static JsonElement.ArrayEnumerator Array(this JsonElement parent, ReadOnlySpan<byte> name)
    {
        var field = Field(parent, name, JsonValueKind.Array);
        return field.ValueKind == JsonValueKind.Array ? field.EnumerateArray() : default;
    }

    /// <summary>Text without control characters. Numbers and booleans are given as they are written; null for what is no scalar.</summary>
    public static string? Text(this JsonElement parent, ReadOnlySpan<byte> name) => Field(parent, name).AsText();

    /// <summary>Text that many objects share, kept once.</summary>
    public static string? Text(this JsonElement parent, ReadOnlySpan<byte> name, SharedValues<string> shared)
    {
        var field = Field(parent, name);
        if (field.ValueKind != JsonValueKind.String)
            return field.AsText();
        return shared.Get(field, static f => f.AsText()!);
    }

    /// <summary>The value itself as text.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => SafeText.Clean(value.AsRawString()),
        JsonValueKind.Number => SafeText.Clean(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>The value of a JSON string with all its characters; invalid UTF-8 and half characters are replaced.</summary>
    public static string AsRawString(this JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value).Trim((byte)'"'));
        }
    }

    /// <summary>A whole number, given as number or text; null where it is missing or does not fit.</summary>
    public static int? Integer(this JsonElement parent, ReadOnlySpan<byte> name)
    {
        var field = Field(parent, name);
        return field.ValueKind switch
        {
            JsonValueKind.Number => field.TryGetInt32(out var number) ? number
                : field.TryGetDouble(out var real) && real == Math.Floor(real) && Math.Abs(real) <= int.MaxValue ? (int)real
                : null,
            JsonValueKind.String => int.TryParse(field.AsRawString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : null,
            _ => null,
        };
    }

    /// <summary>A boolean; null where it is missing or something else.</summary>
    public static bool? Boolean(this JsonElement parent, ReadOnlySpan<byte> name) => Field(parent, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>An RFC 3339 time (metav1.Time, metav1.MicroTime) in UTC; null for anything else and for Go's zero time.</summary>
    public static DateTimeOffset? Time(this JsonElement parent, ReadOnlySpan<byte> name)
    {
        var field = Field(parent, name);
        if (field.ValueKind != JsonValueKind.String)
            return null;
        var raw = JsonMarshal.GetRawUtf8Value(field);
        // "2026-11-22T05:32:38Z" with its quotes; .NET would take a time without an offset as local time.
        if (raw.Length < 22 || raw[11] != 'T' || !(raw[^2] == 'Z' || (raw.Length > 26 && raw[^4] == ':' && raw[^7] is (byte)'+' or (byte)'-')))
            return null;
        return field.TryGetDateTimeOffset(out var time) && time.Year > 1 ? time.ToUniversalTime() : null;
    }

    /// <summary>Scalars of a list; what is no scalar is left out.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement parent, ReadOnlySpan<byte> name)
    {
        var field = Field(parent, name, JsonValueKind.Array);
        return field.ValueKind == JsonValueKind.Array ? Texts(field) : [];
    }

    /// <summary>A list that many objects share, kept once.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement parent, ReadOnlySpan<byte> name, SharedValues<IReadOnlyList<string>> shared)
    {
        var field = Field(parent, name, JsonValueKind.Array);
        return field.ValueKind == JsonValueKind.Array ? shared.Get(field, static f => Texts(f)) : [];
    }

    /// <summary>A map of scalars, without one key.</summary>
    public static IReadOnlyDictionary<string, string> Map(
        this JsonElement parent, ReadOnlySpan<byte> name, SharedValues<string> shared, string? without = null)
    {
        var field = Field(parent, name, JsonValueKind.Object);
        if (field.ValueKind != JsonValueKind.Object)
            return NoMap;
        Dictionary<string, string>? map = null;
        foreach (var property in field.EnumerateObject())
        {
            if (without is not null && property.NameEquals(without))
                continue;
            var value = property.Value.ValueKind == JsonValueKind.String
                ? shared.Get(property.Value, static v => v.AsText()!)
                : property.Value.AsText();
            if (value is not null)
                (map ??= new Dictionary<string, string>(StringComparer.Ordinal))[shared.Get(property, static p => p.SafeName())] = value;
        }
        return map ?? NoMap;
    }

    /// <summary>The name of a property, without control characters.</summary>
    public static string SafeName(this JsonProperty property)
    {
        try
        {
            return SafeText.Clean(property.Name);
        }
        catch (InvalidOperationException)
        {
            return SafeText.Clean(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property)));
        }
    }

    /// <summary>A field of any kind; undefined where it is missing.</summary>
    public static JsonElement Field(this JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var field) ? field : default;

    private static JsonElement Field(JsonElement parent, ReadOnlySpan<byte> name, JsonValueKind kind)
    {
        var field = Field(parent, name);
        return field.ValueKind == kind ? field : default;
    }

    private static string[] Texts(JsonElement array)
    {
        var texts = new List<string>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            if (element.AsText() is { } text)
                texts.Add(text);
        }
        return [.. texts];
    }
}
