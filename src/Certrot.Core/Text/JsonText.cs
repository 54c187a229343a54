using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Text;

/// <summary>JSON as people read it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions indented = new() { Indented = true };

    /// <summary>Writes an object over several lines, with a line end at the end.</summary>
    public static string Indented(JsonObject value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, indented)) value.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
