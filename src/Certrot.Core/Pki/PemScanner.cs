using System.Text;

namespace Certrot.Pki;

/// <summary>Finds PEM blocks line by line.</summary>
internal static class PemScanner
{
    private const int MaxLabel = 64;

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> Finish => "-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    internal static List<PemSpan> Scan(ReadOnlySpan<byte> text)
    {
        var blocks = new List<PemSpan>();
        PemSpan? open = null;
        var inHeaders = false;
        var position = text.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        for (var number = 1; position < text.Length; number++)
        {
            var start = position;
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            position = length < 0 ? end : end + 1;
            var line = text[start..end].Trim(" \t\r"u8);
            var isIndented = !line.IsEmpty && text[start] != line[0];
            if (line.StartsWith(Begin) && Label(line, Begin.Length, isLast: position == text.Length) is { } label)
            {
                if (open is not null) blocks.Add(open with { End = start, BodyEnd = start });
                open = new PemSpan(label, number, start, position, position, position, HasHeaders: false, isIndented, EndLabel: null);
                inHeaders = true;
            }
            else if (open is null)
            {
                continue;
            }
            else if (line.StartsWith(Finish) && Label(line, Finish.Length, isLast: false) is { } endLabel)
            {
                blocks.Add(open with { End = position, BodyEnd = start, EndLabel = endLabel, IsIndented = open.IsIndented || isIndented });
                open = null;
            }
            else if (inHeaders && line.Contains((byte)':'))
            {
                open = open with { HasHeaders = true, BodyStart = position };
            }
            else
            {
                inHeaders = false;
            }
        }

        if (open is not null) blocks.Add(open with { End = text.Length, BodyEnd = text.Length });
        return blocks;
    }

    // A BEGIN line that the end of the text cuts through still tells what was there.
    private static string? Label(ReadOnlySpan<byte> line, int start, bool isLast)
    {
        var label = line[start..];
        if (label.EndsWith(Dashes)) label = label[..^Dashes.Length];
        else if (!isLast) return null;
        else label = label.TrimEnd((byte)'-');
        if (label.IsEmpty || label.Length > MaxLabel || label.IndexOf(Dashes) >= 0 || label.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return null;
        return Encoding.ASCII.GetString(label);
    }
}
