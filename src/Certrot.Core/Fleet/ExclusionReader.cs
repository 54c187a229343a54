using System.Globalization;
using System.Text.Json.Nodes;
using Certrot.Causes;
using Certrot.Text;

namespace Certrot.Fleet;

/// <summary>Reads a file of exclusions: YAML or JSON with a list <c>exclusions</c> of <c>nodes</c>, <c>labels</c>, <c>cause</c>, <c>reason</c> and <c>until</c>.</summary>
public static class ExclusionReader
{
    private static readonly string[] keys = ["nodes", "labels", "cause", "reason", "until"];

    /// <summary>Reads it. An exclusion that is not understood would hide what it should not: everything must be right.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="problem">What is wrong, as a sentence without a subject; null where all is well.</param>
    /// <returns>The exclusions; empty with <paramref name="problem"/>.</returns>
    public static IReadOnlyList<Exclusion> Read(ReadOnlyMemory<byte> utf8, out string? problem)
    {
        var root = YamlReader.Read(utf8, out problem);
        if (problem is not null) return [];
        if (root is not JsonObject map || map.Field("exclusions") is not JsonArray list || map.Count != 1)
        {
            problem = "must hold one list, exclusions";
            return [];
        }

        var read = new List<Exclusion>();
        foreach (var entry in list)
        {
            var exclusion = One(entry as JsonObject, out var wrong);
            if (exclusion is null)
            {
                problem = $"entry {read.Count + 1}: {wrong}";
                return [];
            }

            read.Add(exclusion);
        }

        return read;
    }

    private static Exclusion? One(JsonObject? entry, out string wrong)
    {
        wrong = "";
        if (entry is null) wrong = "is no mapping";
        else if (entry.Select(e => e.Key).FirstOrDefault(k => !keys.Contains(k)) is { } unknown) wrong = $"{SafeText.Clean(unknown)} is none of {string.Join(", ", keys)}";
        else if (entry.FirstOrDefault(e => e.Key is "nodes" or "cause" && e.Value is not JsonValue) is { Key: { } odd }) wrong = $"{odd} is no text";
        else if (entry.FirstOrDefault(e => e.Key is "nodes" or "cause" && entry.Text(e.Key) is null or "") is { Key: { } empty }) wrong = $"{empty} is empty, or no text";
        else if (entry.Text("reason") is null) wrong = "has no reason";
        else if (!DateOnly.TryParseExact(entry.Text("until"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) wrong = "has no until, a day such as 2027-01-31";
        else if (entry.Text("cause") is { } cause && CauseCatalogue.Find(cause) is null) wrong = $"there is no cause {cause}: see certrot causes";
        else if (entry.ContainsKey("labels") && (entry.Object("labels") is not { } labels || labels.Any(l => l.Value is not JsonValue))) wrong = "labels must be a mapping of names to values";
        else if (entry.Text("nodes") is null && entry.Text("cause") is null && entry.Object("labels") is null or { Count: 0 }) wrong = "would exclude everything: give nodes, labels or cause";
        if (wrong.Length > 0) return null;
        return new Exclusion
        {
            Nodes = entry.Text("nodes"),
            Cause = entry.Text("cause"),
            Labels = (entry.Object("labels") ?? []).ToDictionary(l => l.Key, l => entry.Object("labels").RawText(l.Key) ?? "", StringComparer.Ordinal),
            Reason = entry.Text("reason")!,
            Until = DateOnly.ParseExact(entry.Text("until")!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }
}
