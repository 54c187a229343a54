using System.Text.Json;

namespace Certrot.Simulator.Cluster;

/// <summary>A pod that runs: a workload, or a component of the control plane with its flags.</summary>
internal sealed class SimPod : SimObject
{
    /// <summary>The node that it runs on.</summary>
    public required string Node { get; init; }

    /// <summary>Name of its container.</summary>
    public required string Container { get; init; }

    /// <summary>Its command line.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Its service account.</summary>
    public string ServiceAccount { get; init; } = "default";

    /// <summary>Whether it runs, at a simulated time.</summary>
    public Func<bool> Runs { get; init; } = static () => true;

    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        var runs = Runs();
        json.WriteStartObject("spec"u8);
        json.WriteString("nodeName"u8, Node);
        json.WriteString("serviceAccountName"u8, ServiceAccount);
        json.WriteStartArray("containers"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, Container);
        json.WriteString("image"u8, $"registry.example/{Container}:1");
        if (Command.Count > 0)
        {
            json.WriteStartArray("command"u8);
            foreach (var part in Command) json.WriteStringValue(part);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteString("phase"u8, "Running");
        json.WriteString("startTime"u8, Rfc3339(Created));
        json.WriteStartArray("containerStatuses"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, Container);
        json.WriteBoolean("ready"u8, runs);
        json.WriteNumber("restartCount"u8, runs ? 0 : 12);
        json.WriteString("image"u8, $"registry.example/{Container}:1");
        json.WriteStartObject("state"u8);
        if (runs)
        {
            json.WriteStartObject("running"u8);
            json.WriteString("startedAt"u8, Rfc3339(Created));
        }
        else
        {
            json.WriteStartObject("waiting"u8);
            json.WriteString("reason"u8, "CrashLoopBackOff");
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) =>
        [Name, Runs() ? "1/1" : "0/1", Runs() ? "Running" : "CrashLoopBackOff", Runs() ? "0" : "12", Age(Created, now), "<none>", Node, "<none>", "<none>"];

    public override string? Field(string path) => path switch { "spec.nodeName" => Node, "status.phase" => "Running", _ => null };
}
