using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Simulator.Cluster;

/// <summary>An object that is kept as it was given: roles, bindings, ConfigMaps, namespaces, webhooks.</summary>
/// <param name="body">Everything but kind, apiVersion and metadata.</param>
internal sealed class SimDocument(JsonObject body) : SimObject
{
    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        foreach (var (name, value) in body)
        {
            json.WritePropertyName(name);
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) => [Name, Age(Created, now)];
}
