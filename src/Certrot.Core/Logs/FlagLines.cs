using System.Text;

namespace Certrot.Logs;

/// <summary>The flags that a run prints at its start, one in a line, sorted by name: <c>FLAG: --name="value"</c>.</summary>
internal sealed class FlagLines
{
    private const int LongestKept = 1 << 18;

    private readonly byte[] lastName = new byte[128];
    private byte[] kept = [];
    private int length;
    private int lastNameLength;
    private long lastLine = -1;

    /// <summary>Forgets the flags of the run before.</summary>
    public void Clear()
    {
        length = 0;
        lastNameLength = 0;
        lastLine = -1;
    }

    /// <summary>Whether a flag is the first of a block: it follows none, or a name that comes after it.</summary>
    public bool IsBlockStart(ReadOnlySpan<byte> text, long number)
    {
        if (lastLine < 0)
            return true;
        return lastLine != number - 1 && NameOf(text).SequenceCompareTo(lastName.AsSpan(0, lastNameLength)) <= 0;
    }

    /// <summary>Keeps a flag.</summary>
    public void Add(ReadOnlySpan<byte> text, long number)
    {
        ReadOnlySpan<byte> name = NameOf(text);
        lastNameLength = Math.Min(name.Length, lastName.Length);
        name[..lastNameLength].CopyTo(lastName);
        lastLine = number;

        int needed = length + text.Length + 1;
        if (needed > LongestKept)
            return;
        if (needed > kept.Length)
            Array.Resize(ref kept, Math.Max(needed, Math.Max(4096, kept.Length * 2)));
        text.CopyTo(kept.AsSpan(length));
        length += text.Length;
        kept[length++] = (byte)'\n';
    }

    /// <summary>Names without dashes, values without quotes and secrets.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        Dictionary<string, string> flags = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = kept.AsSpan(0, length);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = rest[..end];
            rest = rest[(end + 1)..];
            if (!text.StartsWith("FLAG: --"u8))
                continue;
            ReadOnlySpan<byte> nameBytes = NameOf(text);
            ReadOnlySpan<byte> value = text[("FLAG: --"u8.Length + nameBytes.Length)..];
            if (value.IsEmpty || nameBytes.IsEmpty)
                continue;
            value = value[1..];
            if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
                value = value[1..^1];
            string name = SecretText.Clean(Encoding.UTF8.GetString(nameBytes));
            flags[name] = SecretText.CleanValue(name, Encoding.UTF8.GetString(value));
        }

        return flags;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text["FLAG: --"u8.Length..];
        int equals = rest.IndexOf((byte)'=');
        return equals < 0 ? rest : rest[..equals];
    }
}
