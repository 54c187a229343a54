using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Text;

/// <summary>
/// Finds where items begin and end by counting brackets outside strings, and leaves their content to <see cref="JsonDocument"/>.
/// The scan goes on where it stopped when the buffer is filled again: no byte is looked at twice for it.
/// </summary>
internal sealed class JsonItemScanner(Utf8Source source, Action<JsonElement, int> item) : IDisposable
{
    private const int MaxItem = 8 * 1024 * 1024;
    private const int FirstBuffer = 128 * 1024;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = YamlReader.MaxDepth };

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int keep;
    private int position;
    private int end;
    private int keepLine = 1;
    private bool tooLarge;
    private int read;
    private int unread;
    private string? firstUnread;

    /// <summary>The list's own kind, such as <c>NodeList</c> or <c>List</c>; null where it has none or the text is no list.</summary>
    public string? ListKind { get; private set; }

    /// <summary>What could not be read; null where all was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the scan has met a list.</summary>
    private bool InList { get; set; }

    public void Read()
    {
        if (!SkipBlanks())
        {
            Problem = source.Broken ? "holds broken compressed data: nothing was read" : "is empty";
            return;
        }
        switch (buffer[position])
        {
            case (byte)'[':
                InList = true;
                if (Elements())
                    Rest();
                break;
            case (byte)'{':
                if (Object())
                    Rest();
                break;
            default:
                Yaml();
                break;
        }
        if (unread > 0)
            Problem = $"{(Problem is null ? "" : Problem + "; it ")}holds {(unread == 1 ? "an item" : $"{unread} items")} that cannot be read ({firstUnread}): the others are kept";
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private bool Object()
    {
        // Until `items` is met the object may itself be the one item, and is kept whole.
        var line = KeepFrom(position);
        position++;
        if (!SkipBlanks())
            return Truncated();
        if (buffer[position] != '}')
        {
            do
            {
                if (!SkipBlanks())
                    return Truncated();
                if (!Member())
                    return false;
            }
            while (buffer[position++] == ',');
        }
        else
        {
            position++;
        }
        if (!InList)
        {
            ListKind = null;
            Give(line);
        }
        return true;
    }

    /// <summary>Reads a key, its value, and up to the comma or bracket behind it. False where reading must stop.</summary>
    private bool Member()
    {
        if (buffer[position] != '"')
            return Unexpected();
        if (InList)
            KeepFrom(position);
        var keyStart = position - keep;
        if (!String())
            return Truncated();
        var key = tooLarge ? [] : buffer.AsSpan(keep + keyStart, position - keep - keyStart);
        var (isItems, isKind) = (key.SequenceEqual("\"items\""u8), key.SequenceEqual("\"kind\""u8));
        if (!SkipBlanks())
            return Truncated();
        if (buffer[position] != ':')
            return Unexpected();
        position++;
        if (!SkipBlanks())
            return Truncated();
        if (isItems && buffer[position] == '[')
        {
            InList = true;
            if (!Elements())
                return false;
        }
        else
        {
            var valueStart = position - keep;
            if (!Value())
                return Truncated();
            if (isKind && !tooLarge)
                ListKind = Text(buffer.AsMemory(keep + valueStart, position - keep - valueStart));
            // An empty list of an API server may be `null`.
            InList |= isItems || (isKind && ListKind?.EndsWith("List", StringComparison.Ordinal) == true);
            if (InList)
                tooLarge = false;
        }
        if (!SkipBlanks())
            return Truncated();
        return buffer[position] is (byte)',' or (byte)'}' || Unexpected();
    }

    /// <summary>Reads an array from its opening bracket to behind the closing one. False where reading must stop.</summary>
    private bool Elements()
    {
        tooLarge = false;
        position++;
        KeepFrom(position);
        if (!SkipBlanks())
            return Truncated();
        if (buffer[position] == ']')
        {
            position++;
            return true;
        }
        while (true)
        {
            if (!SkipBlanks())
                return Truncated();
            if (buffer[position] is (byte)',' or (byte)']' or (byte)'}' or (byte)':')
                return Unexpected();
            tooLarge = false;
            var line = KeepFrom(position);
            if (!Value())
                return Truncated();
            Give(line);
            KeepFrom(position);
            if (!SkipBlanks())
                return Truncated();
            if (buffer[position] is not ((byte)',' or (byte)']'))
                return Unexpected();
            if (buffer[position++] == ']')
                return true;
        }
    }

    /// <summary>Moves behind a value. False where the text ends inside it.</summary>
    private bool Value()
    {
        var depth = 0;
        while (true)
        {
            if (position == end && !Fill())
                return false;
            switch (buffer[position])
            {
                case (byte)'"':
                    if (!String())
                        return false;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    position++;
                    continue;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    position++;
                    break;
                default:
                    if (depth == 0)
                        return Scalar();
                    var next = buffer.AsSpan(position, end - position).IndexOfAny(Structure);
                    position = next < 0 ? end : position + next;
                    continue;
            }
            if (depth == 0)
                return true;
        }
    }

    private bool Scalar()
    {
        while (true)
        {
            var next = buffer.AsSpan(position, end - position).IndexOfAny(ScalarEnd);
            position = next < 0 ? end : position + next;
            if (next >= 0 || !Fill())
                return next >= 0;
        }
    }

    /// <summary>Moves from an opening quote to behind the closing one.</summary>
    private bool String()
    {
        position++;
        while (true)
        {
            var next = buffer.AsSpan(position, end - position).IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                position = end;
                if (!Fill())
                    return false;
                continue;
            }
            position += next;
            if (buffer[position] == '"')
            {
                position++;
                return true;
            }
            position++;
            if (position == end && !Fill())
                return false;
            position++;
        }
    }

    private bool SkipBlanks()
    {
        while (true)
        {
            while (position < end)
            {
                if (buffer[position] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                    return true;
                position++;
            }
            if (!Fill())
                return false;
        }
    }

    private bool Fill()
    {
        if (position - keep > MaxItem)
        {
            tooLarge = true;
            KeepFrom(position);
        }
        if (keep > 0)
        {
            buffer.AsSpan(keep, end - keep).CopyTo(buffer);
            position -= keep;
            end -= keep;
            keep = 0;
        }
        if (buffer.Length - end < buffer.Length / 4)
        {
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        var count = source.Read(buffer.AsSpan(end));
        end += count;
        return count > 0;
    }

    /// <summary>Gives up what stands before a place; the line of that place.</summary>
    private int KeepFrom(int place)
    {
        keepLine += buffer.AsSpan(keep, place - keep).Count((byte)'\n');
        keep = place;
        return keepLine;
    }

    private void Give(int line)
    {
        if (tooLarge || position - keep > MaxItem)
        {
            tooLarge = false;
            Skip($"line {line}: it is larger than 8 MiB");
            return;
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(buffer.AsMemory(keep, position - keep), Options);
        }
        catch (JsonException error)
        {
            Skip($"line {line + (error.LineNumber ?? 0)}: {YamlReader.Reason(error)}");
            return;
        }
        read++;
        using (document)
            item(document.RootElement, line);
    }

    private void Skip(string reason)
    {
        unread++;
        firstUnread ??= reason;
    }

    private bool Truncated()
    {
        var line = KeepFrom(position);
        Problem = (source.Broken ? $"holds broken compressed data behind line {line}" : $"ends too early, at line {line}") + Kept();
        return false;
    }

    private bool Unexpected()
    {
        var line = KeepFrom(position);
        var found = buffer[position];
        Problem = $"is not JSON at line {line} ({(found is > 0x20 and < 0x7F ? $"unexpected {(char)found}" : $"unexpected byte 0x{found:X2}")}){Kept()}";
        return false;
    }

    private string Kept() => read switch
    {
        0 => ": nothing was read",
        1 => ": the item before is kept",
        _ => $": the {read} items before are kept",
    };

    private void Rest()
    {
        KeepFrom(position);
        if (SkipBlanks())
            Problem = $"goes on behind the end of the list, at line {KeepFrom(position)}: the rest is ignored";
        else if (source.Broken)
            Problem = $"holds broken compressed data behind line {keepLine}{Kept()}";
    }

    private void Yaml()
    {
        if (source.ReadAll(buffer.AsSpan(keep, end - keep), YamlReader.MaxSize) is not { } text)
        {
            Problem = "is not JSON, and is larger than 16 MiB as YAML: not read";
            return;
        }
        var written = new ArrayBufferWriter<byte>();
        var root = YamlReader.Read(text, (node, line) => GiveNode(node, line, written), out var problem);
        Problem = problem is null ? null : problem + Kept();
        if (problem is null && source.Broken)
            Problem = "holds broken compressed data" + Kept();
        if (root is JsonObject map)
        {
            if (map["kind"] is JsonValue kind && kind.TryGetValue<string>(out var text2))
                ListKind = text2;
            if (!map.ContainsKey("items") && ListKind?.EndsWith("List", StringComparison.Ordinal) != true)
                GiveNode(map, 1, written);
        }
        else if (root is not null)
        {
            Problem ??= $"holds no list but text: {SafeText.Clean(Shorten(root.ToString()))}";
        }
    }

    private void GiveNode(JsonNode? node, int line, ArrayBufferWriter<byte> written)
    {
        written.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(written))
        {
            if (node is null)
                writer.WriteNullValue();
            else
                node.WriteTo(writer);
        }
        read++;
        using var document = JsonDocument.Parse(written.WrittenMemory, new JsonDocumentOptions { MaxDepth = YamlReader.MaxDepth + 2 });
        item(document.RootElement, line);
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";

    private static string? Text(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.String ? SafeText.Clean(document.RootElement.GetString()!) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
