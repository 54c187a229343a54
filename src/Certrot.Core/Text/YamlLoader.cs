using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;


namespace Certrot.Text;

/// <summary>Builds the first YAML document from parser events, counting depth and nodes. The only user of YamlDotNet: loading it costs start-up time.</summary>
internal sealed class YamlLoader
{
    private readonly Parser parser;
    private readonly Action<JsonNode?, int>? item;
    private readonly YamlLines? lines;
    private readonly Dictionary<AnchorName, Anchored> anchors = [];
    private readonly HashSet<AnchorName> open = [];
    private int nodes;
    private int aliasNodes;
    private int deepest;

    private YamlLoader(string text, Action<JsonNode?, int>? item, YamlLines? lines)
    {
        this.lines = lines;
        parser = new Parser(new StringReader(text));
        this.item = item;
    }

    private int Line => (int)Math.Min(parser.Current?.Start.Line ?? 0, int.MaxValue);

    /// <summary>Loads the first document. Elements of a top-level sequence or of the top-level key <c>items</c> go to <paramref name="item"/>, each under its own budget.</summary>
    public static JsonNode? Load(string text, Action<JsonNode?, int>? item, YamlLines? lines, out string? problem)
    {
        try
        {
            problem = null;
            return new YamlLoader(text, item, lines).Document();
        }
        catch (YamlException error)
        {
            problem = $"cannot be read: line {error.Start.Line}: {SafeText.Clean(error.InnerException?.Message ?? error.Message).TrimEnd('.')}";
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException
            or IndexOutOfRangeException or OverflowException or KeyNotFoundException or NullReferenceException)
        {
            // Malformed input makes the parser throw these as well.
            problem = $"cannot be read: {SafeText.Clean(error.Message).TrimEnd('.')}";
        }
        return null;
    }

    private JsonNode? Document()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (parser.Current is not DocumentStart)
            return null;
        parser.MoveNext();
        if (item is not null && parser.Current is SequenceStart)
        {
            Items();
            return new JsonObject { ["items"] = new JsonArray() };
        }
        return Node(0);
    }

    private void Items()
    {
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            nodes = 0;
            var line = Line;
            item!(Node(1), line);
        }
        parser.MoveNext();
    }

    /// <summary>Reads the node at the current event and moves behind it.</summary>
    private JsonNode? Node(int depth)
    {
        if (depth > YamlReader.MaxDepth)
            throw Refuse("is nested deeper than 64 levels");
        deepest = Math.Max(deepest, depth);
        if (++nodes > YamlReader.MaxNodes)
            throw Refuse("holds more than 200,000 nodes");
        if (parser.Current is AnchorAlias alias)
            return Alias(alias, depth);
        if (parser.Current is not NodeEvent start)
            throw Refuse("ends in the middle of a node");
        if (start.Anchor.IsEmpty)
            return Value(start, depth);

        var (nodesBefore, outerDeepest) = (nodes, deepest);
        deepest = depth;
        open.Add(start.Anchor);
        var value = Value(start, depth);
        open.Remove(start.Anchor);
        anchors[start.Anchor] = new Anchored(value, nodes - nodesBefore + 1, deepest - depth);
        deepest = Math.Max(deepest, outerDeepest);
        return value;
    }

    private JsonNode? Value(NodeEvent start, int depth)
    {
        switch (start)
        {
            case Scalar scalar:
                parser.MoveNext();
                return YamlScalar.Resolve(scalar);
            case SequenceStart:
                return Sequence(depth);
            case MappingStart:
                return Mapping(depth);
            default:
                throw Refuse("holds what is neither scalar, list nor mapping");
        }
    }

    private JsonNode? Alias(AnchorAlias alias, int depth)
    {
        if (open.Contains(alias.Value))
            throw Refuse($"alias {alias.Value} stands inside what it names");
        if (!anchors.TryGetValue(alias.Value, out var target))
            throw Refuse($"alias {alias.Value} names nothing");
        nodes += target.Nodes;
        aliasNodes += target.Nodes;
        if (Math.Max(nodes, aliasNodes) > YamlReader.MaxNodes)
            throw Refuse("expands to more than 200,000 nodes");
        if (depth + target.Height > YamlReader.MaxDepth)
            throw Refuse("is nested deeper than 64 levels");
        deepest = Math.Max(deepest, depth + target.Height);
        parser.MoveNext();
        return target.Value?.DeepClone();
    }

    private JsonArray Sequence(int depth)
    {
        var list = new JsonArray();
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            lines?.Add(list, list.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), Line);
            list.Add(Node(depth + 1));
        }
        parser.MoveNext();
        return list;
    }

    private JsonObject Mapping(int depth)
    {
        var map = new JsonObject();
        List<JsonObject>? merged = null;
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            if (parser.Current is not Scalar { } key)
                throw Refuse("holds a key that is not text");
            nodes++;
            lines?.Add(map, key.Value, (int)Math.Min(key.Start.Line, int.MaxValue));
            parser.MoveNext();
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                Merge(Node(depth + 1), merged ??= []);
                continue;
            }
            if (!key.Anchor.IsEmpty)
                anchors[key.Anchor] = new Anchored(JsonValue.Create(key.Value), 1, 0);
            if (map.ContainsKey(key.Value))
                throw new YamlException(key.Start, key.End, $"key {key.Value} is there twice");
            if (depth == 0 && item is not null && key.Value == "items" && parser.Current is SequenceStart)
            {
                Items();
                map.Add(key.Value, new JsonArray());
            }
            else
            {
                map.Add(key.Value, Node(depth + 1));
            }
        }
        parser.MoveNext();
        foreach (var source in merged ?? [])
        {
            foreach (var (name, value) in source)
                map.TryAdd(name, value?.DeepClone());
        }
        return map;
    }

    // https://yaml.org/type/merge.html: a mapping or a list of them; keys of the mapping itself and of earlier ones win.
    private void Merge(JsonNode? value, List<JsonObject> merged)
    {
        switch (value)
        {
            case JsonObject map:
                merged.Add(map);
                break;
            case JsonArray list when list.All(e => e is JsonObject):
                merged.AddRange(list.OfType<JsonObject>());
                break;
            default:
                throw Refuse("merges (<<) what is not a mapping");
        }
    }

    private YamlException Refuse(string reason)
    {
        var mark = parser.Current?.Start ?? Mark.Empty;
        return new YamlException(mark, mark, reason);
    }

    private readonly record struct Anchored(JsonNode? Value, int Nodes, int Height);
}
