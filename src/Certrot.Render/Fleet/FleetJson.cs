using System.Buffers;
using System.Text.Json;
using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan as the published JSON document, <c>docs/schema/fleet-report.json</c>, and the same as YAML.</summary>
public static class FleetJson
{
    /// <summary>Writes the document as UTF-8 with LF line ends and one after the last line.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(ToUtf8(report).WrittenSpan);
    }

    /// <summary>Writes the same document as YAML 1.2.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteYaml(TextWriter to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        YamlReport.WriteJson(to, ToUtf8(report).WrittenSpan);
    }

    /// <summary>Writes one change of a cluster that is watched, in one line: when, where, the verdict and cause before, and the node as the document has it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="context">The cluster.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void WriteChange(Stream to, string context, NodeTransition change)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(change);
        using (var json = new Utf8JsonWriter(to, JsonReport.Options with { Indented = false }))
        {
            json.WriteStartObject();
            JsonReport.WriteTime(json, "at", change.At);
            json.WriteString("context"u8, context);
            json.WriteString("name"u8, change.Node);
            json.WritePropertyName("before"u8);
            if (change.Before is { } before)
            {
                json.WriteStartObject();
                json.WriteString("verdict"u8, before.Verdict);
                json.WriteString("cause"u8, before.Cause);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNullValue();
            }

            json.WritePropertyName("after"u8);
            if (change.After is { } after) WriteNode(json, after);
            else json.WriteNullValue();
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static ArrayBufferWriter<byte> ToUtf8(FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion"u8, report.ApiVersion);
            json.WriteString("kind"u8, report.Kind);
            JsonReport.WriteTime(json, "generatedAt", report.GeneratedAt);
            json.WriteString("generator"u8, report.Generator);
            json.WriteString("verdict"u8, report.Verdict);
            JsonReport.WriteList(json, "clusters", report.Clusters, WriteCluster);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer;
    }

    private static void WriteCluster(Utf8JsonWriter json, ClusterReport cluster)
    {
        json.WriteStartObject();
        json.WriteString("context"u8, cluster.Context);
        JsonReport.WriteTime(json, "scannedAt", cluster.ScannedAt);
        json.WriteString("verdict"u8, cluster.Verdict);
        json.WriteString("error"u8, cluster.Error);
        json.WriteStartObject("counts"u8);
        foreach (var (verdict, count) in cluster.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            json.WriteNumber(verdict, count);
        json.WriteEndObject();
        JsonReport.WriteList(json, "incidents", cluster.Incidents, WriteIncident);
        JsonReport.WriteList(json, "items", cluster.Items, WriteItem);
        JsonReport.WriteList(json, "nodes", cluster.Nodes, WriteNode);
        JsonReport.WriteList(json, "pendingCsrs", cluster.PendingCsrs, WritePending);
        JsonReport.WriteList(json, "missing", cluster.Missing, JsonReport.WriteMissing);
        json.WriteEndObject();
    }

    private static void WriteIncident(Utf8JsonWriter json, IncidentReport incident) => WriteIncident(json, incident, null);

    /// <param name="json">Where to.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="more">Writes properties that only some documents have, after the others.</param>
    internal static void WriteIncident(Utf8JsonWriter json, IncidentReport incident, Action<Utf8JsonWriter>? more)
    {
        json.WriteStartObject();
        json.WritePropertyName("cause"u8);
        JsonReport.WriteCause(json, incident.Cause);
        json.WriteString("verdict"u8, incident.Verdict);
        json.WriteBoolean("controlPlane"u8, incident.ControlPlane);
        JsonReport.WriteList(json, "nodes", incident.Nodes, JsonReport.WriteText);
        WriteNumber(json, "pods", incident.Pods);
        JsonReport.WriteList(json, "zones", incident.Zones, JsonReport.WriteText);
        JsonReport.WriteList(json, "pools", incident.Pools, JsonReport.WriteText);
        JsonReport.WriteTime(json, "firstLostAt", incident.FirstLostAt);
        json.WriteString("example"u8, incident.Example);
        JsonReport.WriteList(json, "fix", incident.Fix, JsonReport.WriteFix);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    internal static void WriteItem(Utf8JsonWriter json, ClusterItemReport item)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("outcome"u8, item.Outcome);
        json.WriteString("text"u8, item.Text);
        JsonReport.WriteTime(json, "at", item.At);
        JsonReport.WriteEvidence(json, item.Evidence);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, FleetNodeReport node) => WriteNode(json, node, null);

    /// <param name="json">Where to.</param>
    /// <param name="node">The node.</param>
    /// <param name="more">Writes properties that only some documents have, after the others.</param>
    internal static void WriteNode(Utf8JsonWriter json, FleetNodeReport node, Action<Utf8JsonWriter>? more)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, node.Name);
        json.WriteString("verdict"u8, node.Verdict);
        json.WriteString("cause"u8, node.Cause);
        json.WriteString("confidence"u8, node.Confidence);
        json.WriteString("summary"u8, node.Summary);
        WriteNumber(json, "incident", node.Incident);
        json.WriteString("ready"u8, node.Ready);
        JsonReport.WriteTime(json, "lastHeartbeat", node.LastHeartbeat);
        json.WriteString("zone"u8, node.Zone);
        json.WriteString("pool"u8, node.Pool);
        WriteNumber(json, "pods", node.Pods);
        WriteCertificate(json, "client", node.Client);
        WriteCertificate(json, "serving", node.Serving);
        JsonReport.WriteTime(json, "lostAt", node.LostAt);
        json.WriteString("preflight"u8, node.Preflight);
        JsonReport.WriteList(json, "preflightProblems", node.PreflightProblems, JsonReport.WriteText);
        json.WriteString("excluded"u8, node.Excluded);
        json.WriteBoolean("closely"u8, node.Closely);
        JsonReport.WriteList(json, "probes", node.Probes, WriteProbe);
        JsonReport.WriteList(json, "missing", node.Missing, JsonReport.WriteMissing);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteProbe(Utf8JsonWriter json, ProbeReport probe)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, probe.Name);
        json.WriteBoolean("succeeded"u8, probe.Succeeded);
        json.WriteEndObject();
    }

    internal static void WritePending(Utf8JsonWriter json, PendingCsrsReport pending)
    {
        json.WriteStartObject();
        json.WriteString("signer"u8, pending.Signer);
        json.WriteNumber("count"u8, pending.Count);
        JsonReport.WriteTime(json, "oldest", pending.Oldest);
        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, string name, FleetCertificateReport certificate)
    {
        json.WriteStartObject(name);
        json.WriteString("stage"u8, certificate.Stage);
        JsonReport.WriteTime(json, "notBefore", certificate.NotBefore);
        JsonReport.WriteTime(json, "notAfter", certificate.NotAfter);
        json.WriteString("known"u8, certificate.Known);
        JsonReport.WriteList(json, "rotationWindow", certificate.RotationWindow, JsonReport.WriteInstant);
        JsonReport.WriteTime(json, "lastRotation", certificate.LastRotation);
        JsonReport.WriteCsr(json, certificate.Csr);
        json.WriteString("late"u8, certificate.Late);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
