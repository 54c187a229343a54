using System.Text.Json;

namespace Certrot.Simulator.Cluster;

/// <summary>An event about a node.</summary>
internal sealed class SimEvent : SimObject
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Normal or Warning.</summary>
    public required string Type { get; init; }

    /// <summary>Reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Message.</summary>
    public required string Message { get; init; }

    /// <summary>Who tells it.</summary>
    public required string Component { get; init; }

    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject("involvedObject"u8);
        json.WriteString("kind"u8, "Node");
        json.WriteString("name"u8, Node);
        json.WriteString("uid"u8, Node);
        json.WriteEndObject();
        json.WriteString("reason"u8, Reason);
        json.WriteString("message"u8, Message);
        json.WriteStartObject("source"u8);
        json.WriteString("component"u8, Component);
        json.WriteEndObject();
        json.WriteString("firstTimestamp"u8, Rfc3339(Created));
        json.WriteString("lastTimestamp"u8, Rfc3339(Created));
        json.WriteNumber("count"u8, 1);
        json.WriteString("type"u8, Type);
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) => [Age(Created, now), Type, Reason, $"node/{Node}", "", Component, Message, Age(Created, now), 1, Name];

    public override string? Field(string path) => path switch
    {
        "involvedObject.kind" => "Node",
        "involvedObject.name" or "involvedObject.uid" => Node,
        "involvedObject.namespace" => "",
        "reason" => Reason,
        "type" => Type,
        _ => null,
    };
}
