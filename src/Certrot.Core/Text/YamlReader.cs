using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Certrot.Text;

/// <summary>Reads YAML or JSON of unknown origin under limits: 16 MiB, 64 levels, 200,000 nodes, no duplicate keys.</summary>
public static class YamlReader
{
    /// <summary>Largest text, in bytes.</summary>
    internal const int MaxSize = 16 * 1024 * 1024;

    /// <summary>Most scalars, keys, lists and mappings, aliases expanded.</summary>
    internal const int MaxNodes = 200_000;

    /// <summary>Deepest nesting.</summary>
    internal const int MaxDepth = 64;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Reads the first document. Plain scalars are typed as sigs.k8s.io/yaml types them (goyaml.v2/resolve.go), quoted ones are strings.
    /// UTF-8 with or without a byte order mark, and UTF-16.
    /// </summary>
    /// <param name="utf8">The text.</param>
    /// <param name="problem">Why nothing was read, as a sentence without a subject; null where all is well. The value may be null all the same: an empty text is.</param>
    /// <returns>The document, or null for the null document and for text that cannot be read.</returns>
    public static JsonNode? Read(ReadOnlyMemory<byte> utf8, out string? problem) => Read(utf8, null, out problem);

    /// <summary>As <see cref="Read(ReadOnlyMemory{byte}, out string?)"/>; elements of a top-level list, or of the <c>items</c> of a YAML mapping, go to <paramref name="item"/> instead.</summary>
    internal static JsonNode? Read(ReadOnlyMemory<byte> utf8, Action<JsonNode?, int>? item, out string? problem)
    {
        if (utf8.Length > MaxSize)
        {
            problem = "is larger than 16 MiB: not read";
            return null;
        }
        utf8 = ToUtf8(utf8);
        string? jsonProblem = null;
        if (item is null && LooksLikeJson(utf8.Span))
        {
            if (TryReadJson(utf8, out var node, out jsonProblem))
            {
                problem = null;
                return node;
            }
        }
        // What is not JSON may still be YAML: `{a: b}` begins like JSON.
        var loaded = YamlLoader.Load(Encoding.UTF8.GetString(utf8.Span), item, null, out problem);
        if (problem is not null && jsonProblem is not null)
            problem = jsonProblem;
        return loaded;
    }

    /// <summary>As <see cref="Read(ReadOnlyMemory{byte}, out string?)"/>, with the lines of all values. Slower for JSON, which is read as YAML.</summary>
    internal static JsonNode? ReadWithLines(ReadOnlyMemory<byte> utf8, YamlLines lines, out string? problem)
    {
        if (utf8.Length > MaxSize)
        {
            problem = "is larger than 16 MiB: not read";
            return null;
        }

        return YamlLoader.Load(Encoding.UTF8.GetString(ToUtf8(utf8).Span), null, lines, out problem);
    }

    /// <summary>Whether the first non-blank byte opens a JSON object or array.</summary>
    internal static bool LooksLikeJson(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && utf8[start] is (byte)'{' or (byte)'[';
    }

    /// <summary>What a JSON error says, without the position that .NET counts from 0.</summary>
    internal static string Reason(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end < 0)
            end = error.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return SafeText.Clean(end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
    }

    private static bool TryReadJson(ReadOnlyMemory<byte> utf8, out JsonNode? node, out string? problem)
    {
        node = null;
        problem = null;
        try
        {
            if (utf8.Length > MaxNodes && HasTooManyNodes(utf8.Span))
            {
                problem = "cannot be read: it holds more than 200,000 nodes";
                return false;
            }
            node = JsonNode.Parse(utf8.Span, null, JsonOptions);
            // JsonNode decodes strings when they are asked for, and throws then: ask for all of them here.
            Decode(node);
            return true;
        }
        catch (JsonException error)
        {
            // A key that is there twice has no position: the YAML parser will tell it.
            problem = error.LineNumber is { } line ? $"cannot be read: line {line + 1}: {Reason(error)}" : null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            problem = "cannot be read: it holds half a character (an unpaired surrogate)";
        }
        node = null;
        return false;
    }

    // A node takes some fifty times the two bytes that it may be written with.
    private static bool HasTooManyNodes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var nodes = 0;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && ++nodes > MaxNodes)
                return true;
        }
        return false;
    }

    private static void Decode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                    Decode(value);
                break;
            case JsonArray list:
                foreach (var value in list)
                    Decode(value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }

    private static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        else if (span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..])
            return new Utf8Source(AsStream(bytes), CancellationToken.None).ReadAll([], int.MaxValue)!.Value;
        return Utf8.IsValid(bytes.Span) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count) : new MemoryStream(bytes.ToArray());
}
