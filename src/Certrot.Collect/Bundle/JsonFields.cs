using System.Globalization;
using System.Text;
using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads fields of small JSON files that people may have written by hand: a field of another type counts as missing.</summary>
internal static class JsonFields
{
    private static readonly JsonDocumentOptions options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Parses a file; null with a problem where it is not JSON.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> json, string path, ICollection<ReadProblem> problems)
    {
        try
        {
            return JsonDocument.Parse(json, options);
        }
        catch (JsonException e)
        {
            problems.Add(new ReadProblem(path, $"is not valid JSON (line {(e.LineNumber ?? 0) + 1}); it was not used."));
            return null;
        }
    }

    /// <summary>A field of an object; an undefined value where the object has none, or is none.</summary>
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A text, not empty.</summary>
    public static string? Text(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is valid JSON and no text.
            return null;
        }
    }

    /// <summary>A whole number, also one written as text.</summary>
    public static long? Whole(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number when element.TryGetDouble(out var number) && Math.Abs(number) < 1e15 && double.IsInteger(number) => (long)number,
        JsonValueKind.String when long.TryParse(element.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>True or false, also as text.</summary>
    public static bool? Flag(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.Text()?.ToLowerInvariant() switch { "true" or "yes" => true, "false" or "no" => false, _ => null },
        _ => null,
    };

    /// <summary>An RFC 3339 time, or seconds since 1970, in UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement element)
    {
        const long Year10000 = 253_402_300_800;
        if (element.ValueKind == JsonValueKind.Number)
            return element.TryGetDouble(out var seconds) && seconds is > 0 and < Year10000 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        return element.Text() is { } text && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    /// <summary>The texts of an array, or a single text cut at its blanks.</summary>
    public static List<string> Texts(this JsonElement element)
    {
        var texts = new List<string>();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (item.Text() is { } text) texts.Add(text);
            }
        }
        else if (element.Text() is { } line)
        {
            texts.AddRange(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        return texts;
    }

    /// <summary>Text for people on one line, of bounded length, without control characters.</summary>
    public static string Plain(string text, int maxLength = 2_000)
    {
        var plain = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, maxLength))) plain.Append(char.IsControl(c) ? ' ' : c);
        return plain.ToString();
    }
}
