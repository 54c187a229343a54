using System.Text;
using System.Text.Json.Nodes;
using Certrot.Text;

namespace Certrot.Repair.Steps;

/// <summary>Changes top-level fields of a KubeletConfiguration in its text, so that comments and everything else stay, and looks whether nothing else became another.</summary>
internal static class ConfigurationEdit
{
    /// <summary>Applies the changes.</summary>
    /// <param name="content">YAML or JSON.</param>
    /// <param name="fields">Fields and their new values; null removes.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="RepairException">The text is of a form that cannot be changed safely.</exception>
    public static string Apply(string content, IReadOnlyList<(string Field, bool? Value)> fields)
    {
        if (Parse(content) is not { } before) throw new RepairException("the kubelet's configuration is no YAML or JSON object: edit it by hand");
        var wanted = (JsonObject)before.DeepClone();
        foreach (var (field, value) in fields) Set(wanted, field, value);
        var changed = content.AsSpan().TrimStart().StartsWith("{") ? JsonText.Indented(wanted) : Lines(content, fields);
        return JsonNode.DeepEquals(Parse(changed), wanted) ? changed : throw new RepairException("the kubelet's configuration is written in a form that cannot be changed safely: edit it by hand");
    }

    private static JsonObject? Parse(string text) => YamlReader.Read(Encoding.UTF8.GetBytes(text), out _) as JsonObject;

    private static void Set(JsonObject root, string field, bool? value)
    {
        root.Remove(field);
        if (value is { } set) root[field] = set;
    }

    private static string Lines(string content, IReadOnlyList<(string Field, bool? Value)> fields)
    {
        var lines = content.Split('\n').ToList();
        foreach (var (field, value) in fields)
        {
            var at = lines.FindIndex(l => l.StartsWith(field + ":", StringComparison.Ordinal));
            if (at >= 0 && value is null) lines.RemoveAt(at);
            else if (at >= 0) lines[at] = $"{field}: {Text(value)}{Behind(lines[at])}";
            else if (value is not null) lines.Insert(End(lines), $"{field}: {Text(value)}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>What stands behind the value: a comment, and the line's own end.</summary>
    private static string Behind(string line)
    {
        var comment = line.IndexOf(" #", StringComparison.Ordinal);
        return comment >= 0 ? line[comment..] : line.EndsWith('\r') ? "\r" : "";
    }

    /// <summary>Behind the last line that holds something.</summary>
    private static int End(List<string> lines)
    {
        var end = lines.Count;
        while (end > 0 && lines[end - 1].Trim() is "" or "...") end--;
        // A text without a line end at its end needs one now.
        if (end == lines.Count) lines.Add("");
        return end;
    }

    private static string Text(bool? value) => value == true ? "true" : "false";
}
