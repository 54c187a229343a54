using System.Buffers;
using System.Text;
using System.Text.Json;
using Certrot.Render;
using Certrot.Render.Fleet;
using Certrot.Reports;
using Certrot.Server.History;

namespace Certrot.Server.Web;

/// <summary>The documents of the HTTP API (<c>/openapi.json</c>); nodes, incidents and items in them are those of <c>docs/schema/fleet-report.json</c>.</summary>
internal static class ApiJson
{
    /// <summary>A document.</summary>
    public static byte[] Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What failed, on what, and what to do.</summary>
    public static byte[] Error(string text) => Document(json => json.WriteString("error"u8, text));

    /// <summary>A cluster without its nodes.</summary>
    public static void WriteCluster(Utf8JsonWriter json, ClusterReport cluster, IReadOnlyDictionary<string, NodeState> states)
    {
        json.WriteStartObject();
        WriteState(json, cluster);
        json.WriteString("error"u8, cluster.Error);
        JsonReport.WriteList(json, "incidents", cluster.Incidents, (j, i) => WriteIncident(j, i, states));
        JsonReport.WriteList(json, "items", cluster.Items, FleetJson.WriteItem);
        JsonReport.WriteList(json, "missing", cluster.Missing, JsonReport.WriteMissing);
        JsonReport.WriteList(json, "pendingCsrs", cluster.PendingCsrs, FleetJson.WritePending);
        JsonReport.WriteList(json, "forecast", Forecast.Of(cluster), WriteForecast);
        json.WriteEndObject();
    }

    /// <summary>An incident, with the time that its first node began to fail.</summary>
    public static void WriteIncident(Utf8JsonWriter json, IncidentReport incident, IReadOnlyDictionary<string, NodeState> states)
    {
        var since = incident.Nodes.Select(n => states.GetValueOrDefault(n)).OfType<NodeState>().Min(s => (DateTimeOffset?)s.VerdictSince);
        FleetJson.WriteIncident(json, incident, more => JsonReport.WriteTime(more, "since", since));
    }

    /// <summary>A node with what history knows of it.</summary>
    public static void WriteNode(Utf8JsonWriter json, FleetNodeReport node, NodeState? state) => FleetJson.WriteNode(json, node, more =>
    {
        JsonReport.WriteTime(more, "firstSeen", state?.FirstSeen);
        JsonReport.WriteTime(more, "verdictSince", state?.VerdictSince);
        JsonReport.WriteTime(more, "failingSince", state?.FailingSince);
    });

    /// <summary>A transition.</summary>
    public static void WriteTransition(Utf8JsonWriter json, Transition transition)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, transition.Id);
        JsonReport.WriteTime(json, "at", transition.At);
        json.WriteString("context"u8, transition.Context);
        json.WriteString("node"u8, transition.Node);
        json.WriteString("kind"u8, transition.Kind);
        json.WriteString("certificate"u8, transition.Certificate);
        WriteJudged(json, "before", transition.Before);
        WriteJudged(json, "after", transition.After);
        json.WriteString("text"u8, transition.Text);
        json.WriteEndObject();
    }

    /// <summary>A transition as a server-sent event.</summary>
    public static ServerEvent TransitionEvent(Transition transition) => new(transition.Id, Event("transition", transition.Id, json => WriteTransition(json, transition)));

    /// <summary>How a cluster is, as a server-sent event.</summary>
    public static ServerEvent ClusterEvent(ClusterReport cluster) => new(null, Event("cluster", null, json =>
    {
        json.WriteStartObject();
        WriteState(json, cluster);
        json.WriteEndObject();
    }));

    /// <summary>JSON of one line has no line ends, which would end the field.</summary>
    private static byte[] Event(string name, long? id, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(Encoding.ASCII.GetBytes(id is null ? $"event: {name}\ndata: " : $"id: {id}\nevent: {name}\ndata: "));
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteState(Utf8JsonWriter json, ClusterReport cluster)
    {
        json.WriteString("context"u8, cluster.Context);
        JsonReport.WriteTime(json, "scannedAt", cluster.ScannedAt);
        json.WriteString("verdict"u8, cluster.Verdict);
        json.WriteStartObject("counts"u8);
        foreach (var (verdict, count) in cluster.Counts.OrderBy(c => c.Key, StringComparer.Ordinal)) json.WriteNumber(verdict, count);
        json.WriteEndObject();
    }

    private static void WriteJudged(Utf8JsonWriter json, string name, VerdictAndCause? judged)
    {
        json.WritePropertyName(name);
        if (judged is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("verdict"u8, judged.Verdict);
        json.WriteString("cause"u8, judged.Cause);
        json.WriteEndObject();
    }

    private static void WriteForecast(Utf8JsonWriter json, Forecast day)
    {
        json.WriteStartObject();
        json.WriteString("date"u8, day.Date.ToString("yyyy-MM-dd"));
        json.WriteNumber("clientEnds"u8, day.ClientEnds);
        json.WriteNumber("servingEnds"u8, day.ServingEnds);
        json.WriteNumber("clientWindows"u8, day.ClientWindows);
        json.WriteNumber("servingWindows"u8, day.ServingWindows);
        json.WriteNumber("lost"u8, day.Lost);
        json.WriteEndObject();
    }
}
