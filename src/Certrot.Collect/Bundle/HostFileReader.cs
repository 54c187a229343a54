using System.Globalization;
using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads <c>node/files.json</c>.</summary>
internal static class HostFileReader
{
    private const int MaxFiles = 100_000;
    private const int TypeBits = 0xF000;
    private const int DirectoryBits = 0x4000;
    private const int LinkBits = 0xA000;

    public static List<HostFile>? Read(ReadOnlyMemory<byte> json, string path, ICollection<ReadProblem> problems)
    {
        using var document = JsonFields.Parse(json, path, problems);
        if (document is null) return null;
        var list = document.RootElement;
        if (list.ValueKind == JsonValueKind.Object) list = list.Field("files") is { ValueKind: JsonValueKind.Array } files ? files : list.Field("items");
        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new ReadProblem(path, "is not a list of files; it was not used."));
            return null;
        }
        var found = new List<HostFile>();
        var skipped = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (found.Count < MaxFiles && item.Field("path").Text() is { } name) found.Add(File(item, JsonFields.Plain(name), new Source(path)));
            else skipped++;
        }
        if (skipped > 0) problems.Add(new ReadProblem(path, $"has {skipped} entries without a path or past the first {MaxFiles}; they were skipped."));
        return found;
    }

    private static HostFile File(JsonElement item, string name, Source source)
    {
        var target = item.Field("target").Text();
        return new HostFile(
            name,
            Mode(item.Field("mode"), target is not null),
            item.Field("uid").Whole(),
            item.Field("gid").Whole(),
            item.Field("size").Whole(),
            item.Field("modified").Time(),
            target is null ? null : JsonFields.Plain(target),
            source);
    }

    /// <summary>The mode as <c>ls -l</c> writes it, from that, from octal digits as <c>stat -c %a</c> writes them, or from <c>st_mode</c>.</summary>
    private static string Mode(JsonElement mode, bool isLink)
    {
        var text = mode.Text();
        if (mode.ValueKind == JsonValueKind.Number && mode.TryGetInt32(out var number))
        {
            // JSON has no octal: 33152 is st_mode, 600 was meant to be octal.
            if ((number & TypeBits) != 0) return Symbolic(number, isLink);
            text = number.ToString(CultureInfo.InvariantCulture);
        }
        if (text is null) return "";
        if (text.StartsWith("0o", StringComparison.Ordinal)) text = text[2..];
        if (text.Length is 0 or > 7) return JsonFields.Plain(text, 16);
        var bits = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7') return JsonFields.Plain(text, 16);
            bits = (bits << 3) | (c - '0');
        }
        return Symbolic(bits, isLink);
    }

    private static string Symbolic(int bits, bool isLink)
    {
        var type = (bits & TypeBits) switch { DirectoryBits => 'd', LinkBits => 'l', _ => isLink ? 'l' : '-' };
        return string.Create(10, (bits, type), static (to, from) =>
        {
            const string Letters = "rwxrwxrwx";
            to[0] = from.type;
            for (var i = 0; i < Letters.Length; i++) to[i + 1] = (from.bits & (1 << (8 - i))) != 0 ? Letters[i] : '-';
        });
    }
}
