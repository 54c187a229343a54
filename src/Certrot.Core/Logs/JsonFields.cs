namespace Certrot.Logs;

/// <summary>
/// Walks the fields of one JSON object. Lines of logs are cut and broken too often for a strict reader: what cannot be read ends the walk,
/// and a string that is not closed ends with the line.
/// </summary>
internal ref struct JsonFields
{
    private ReadOnlySpan<byte> rest;

    /// <summary>A walk over a text that begins with a brace.</summary>
    public JsonFields(ReadOnlySpan<byte> text) => rest = text[1..];

    /// <summary>Name of the field, escapes left in.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value: without its quotes and with its escapes for a string, else as it stands.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether <see cref="Value"/> is a string.</summary>
    public bool IsString { get; private set; }

    /// <summary>Goes to the next field.</summary>
    public bool Next()
    {
        rest = rest.TrimStart(" \t\r\n,"u8);
        if (rest.IsEmpty || rest[0] != '"')
            return false;
        Name = ReadString();
        rest = rest.TrimStart(" \t"u8);
        if (rest.IsEmpty || rest[0] != ':')
            return false;
        rest = rest[1..].TrimStart(" \t"u8);
        if (rest.IsEmpty)
            return false;
        IsString = rest[0] == '"';
        Value = IsString ? ReadString() : ReadOther();
        return true;
    }

    private ReadOnlySpan<byte> ReadString()
    {
        int at = 1;
        while (at < rest.Length)
        {
            int step = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
                break;
            at += step;
            if (rest[at] == '"')
            {
                ReadOnlySpan<byte> value = rest[1..at];
                rest = rest[(at + 1)..];
                return value;
            }

            at += 2;
        }

        ReadOnlySpan<byte> open = rest[1..];
        rest = [];
        return open;
    }

    private ReadOnlySpan<byte> ReadOther()
    {
        ReadOnlySpan<byte> whole = rest;
        int depth = 0;
        while (!rest.IsEmpty)
        {
            byte b = rest[0];
            if (b == '"')
            {
                ReadString();
                continue;
            }

            if (b is (byte)'{' or (byte)'[')
                depth++;
            else if (b is (byte)'}' or (byte)']')
                depth--;
            if (depth < 0 || (depth == 0 && b == ','))
                break;
            rest = rest[1..];
        }

        return whole[..(whole.Length - rest.Length)].TrimEnd(" \t"u8);
    }
}
