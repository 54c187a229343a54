using System.Text.Json;

namespace Certrot.ApiClient.Http;

/// <summary>A change of an object (k8s.io/apimachinery/pkg/watch, Event).</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Object">The object as it is then; as it was last, where it was deleted.</param>
/// <param name="ResourceVersion">Where a watch goes on after it; null where the object does not say.</param>
public sealed record WatchEvent(string Type, JsonElement Object, string? ResourceVersion)
{
    /// <summary>Only tells how far the watch is.</summary>
    internal const string Bookmark = "BOOKMARK";

    /// <summary>The watch has failed; the object is a Status.</summary>
    internal const string Error = "ERROR";
}
