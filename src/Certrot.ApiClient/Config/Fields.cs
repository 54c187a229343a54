using System.Text.Json.Nodes;

namespace Certrot.ApiClient.Config;

/// <summary>Fields of JSON objects that people wrote: a wrong type is a missing value.</summary>
internal static class Fields
{
    /// <summary>Text; a number or boolean, which YAML makes of an unquoted name, as it was written. Null for what is missing or empty.</summary>
    public static string? String(this JsonObject? parent, string name) => parent?[name] is JsonValue value ? (value.TryGetValue<string>(out var text) ? text : value.ToJsonString()) is { Length: > 0 } found ? found : null : null;

    /// <summary>True or false; null for what is missing.</summary>
    public static bool? Boolean(this JsonObject? parent, string name) => parent?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>Texts of an array; none for what is missing.</summary>
    public static List<string> Strings(this JsonObject? parent, string name) =>
        [.. (parent?[name] as JsonArray ?? []).OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : v.ToJsonString())];
}
