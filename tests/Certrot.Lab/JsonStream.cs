using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>Reads JSON objects that follow one another, as kubectl prints them, or the items of one List.</summary>
internal static class JsonStream
{
    public static IReadOnlyList<JsonObject> Parse(string text)
    {
        var found = new List<JsonObject>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            var value = JsonNode.Parse(ref reader) as JsonObject ?? throw new LabException("kubectl printed something else than JSON objects");
            if ((string?)value["kind"] == "List" && value["items"] is JsonArray items)
                found.AddRange(items.Select(item => item!.DeepClone().AsObject()));
            else
                found.Add(value);
        }
        return found;
    }
}
