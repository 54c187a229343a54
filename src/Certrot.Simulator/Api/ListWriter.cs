using System.Text.Json;
using Certrot.Simulator.Cluster;

namespace Certrot.Simulator.Api;

/// <summary>Writes objects and lists, plain or as the server's own tables (k8s.io/apimachinery/pkg/apis/meta/v1, Table).</summary>
/// <param name="resource">The kind.</param>
/// <param name="now">Simulated time, UTC.</param>
/// <param name="include">What rows hold of their objects: <c>None</c>, <c>Metadata</c> or <c>Object</c>; null where no table is asked for.</param>
internal sealed class ListWriter(ApiResource resource, DateTimeOffset now, string? include)
{
    /// <summary>Writes one object.</summary>
    public void Write(Utf8JsonWriter json, SimObject item)
    {
        if (include is null) item.Write(json, now, resource.ApiVersion, resource.Kind);
        else Table(json, [item], item.Version, null, 0);
    }

    /// <summary>Writes a list.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="items">Its objects.</param>
    /// <param name="version">The cluster's version.</param>
    /// <param name="next">Where the next page begins; null for the last.</param>
    /// <param name="left">How many there are behind this page.</param>
    public void Write(Utf8JsonWriter json, IReadOnlyList<SimObject> items, long version, string? next, int left)
    {
        if (include is not null)
        {
            Table(json, items, version, next, left);
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind"u8, $"{resource.Kind}List");
        json.WriteString("apiVersion"u8, resource.ApiVersion);
        Meta(json, version, next, left);
        json.WriteStartArray("items"u8);
        foreach (var item in items) item.Write(json, now, null, resource.Kind);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Table(Utf8JsonWriter json, IReadOnlyList<SimObject> items, long version, string? next, int left)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "Table");
        json.WriteString("apiVersion"u8, "meta.k8s.io/v1");
        Meta(json, version, next, left);
        json.WriteStartArray("columnDefinitions"u8);
        foreach (var (name, wide) in resource.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("type"u8, name == "Count" ? "integer" : "string");
            json.WriteString("format"u8, name == "Name" ? "name" : "");
            json.WriteString("description"u8, "");
            json.WriteNumber("priority"u8, wide ? 1 : 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
        foreach (var item in items) Row(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Row(Utf8JsonWriter json, SimObject item)
    {
        json.WriteStartObject();
        json.WriteStartArray("cells"u8);
        foreach (var cell in item.Cells(now))
        {
            if (cell is int number) json.WriteNumberValue(number);
            else json.WriteStringValue((string?)cell);
        }

        json.WriteEndArray();
        if (include != "None")
        {
            json.WritePropertyName("object"u8);
            if (include == "Object") item.Write(json, now, resource.ApiVersion, resource.Kind);
            else item.Write(json, now, "meta.k8s.io/v1", "PartialObjectMetadata", bodiless: true);
        }

        json.WriteEndObject();
    }

    private static void Meta(Utf8JsonWriter json, long version, string? next, int left)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("resourceVersion"u8, version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (next is not null)
        {
            json.WriteString("continue"u8, next);
            json.WriteNumber("remainingItemCount"u8, left);
        }

        json.WriteEndObject();
    }
}
