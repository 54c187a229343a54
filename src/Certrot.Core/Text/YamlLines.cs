using System.Globalization;
using System.Text.Json.Nodes;

namespace Certrot.Text;

/// <summary>In which lines the values of a document stand, for messages.</summary>
internal sealed class YamlLines
{
    private readonly Dictionary<JsonNode, Dictionary<string, int>> lines = new(ReferenceEqualityComparer.Instance);

    /// <summary>The line of a key of a mapping, counted from 1; 1 where it is not known.</summary>
    public int Of(JsonObject parent, string key) => Find(parent, key);

    /// <summary>The line of an element of a list, counted from 1; 1 where it is not known.</summary>
    public int Of(JsonArray parent, int index) => Find(parent, index.ToString(CultureInfo.InvariantCulture));

    internal void Add(JsonNode parent, string key, int line)
    {
        if (!lines.TryGetValue(parent, out var own)) lines[parent] = own = new Dictionary<string, int>(StringComparer.Ordinal);
        own.TryAdd(key, line);
    }

    private int Find(JsonNode parent, string key) => lines.TryGetValue(parent, out var own) && own.TryGetValue(key, out var line) ? line : 1;
}
