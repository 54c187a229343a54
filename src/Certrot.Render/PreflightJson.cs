using System.Text.Encodings.Web;
using System.Text.Json;
using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A preflight as a JSON document, <c>certrot/v1</c> <c>PreflightReport</c>.</summary>
public static class PreflightJson
{
    private static readonly JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document as UTF-8 with LF line ends and one after the last line.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, PreflightReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        using (var json = new Utf8JsonWriter(to, options))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", report.ApiVersion);
            json.WriteString("kind", report.Kind);
            json.WriteString("node", report.Node);
            Time(json, "evidenceAt", report.EvidenceAt);
            json.WriteString("generator", report.Generator);
            json.WriteString("verdict", report.Verdict);
            Time(json, "clientDueFrom", report.ClientDueFrom);
            Time(json, "clientDueUntil", report.ClientDueUntil);
            json.WriteStartArray("items");
            foreach (var item in report.Items)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                json.WriteString("title", item.Title);
                json.WriteString("outcome", item.Outcome);
                json.WriteString("text", item.Text);
                json.WriteString("certificate", item.Certificate);
                json.WriteStartArray("evidence");
                foreach (var quote in item.Evidence)
                {
                    json.WriteStartObject();
                    json.WriteString("source", quote.Source);
                    json.WriteString("text", quote.Text);
                    Time(json, "time", quote.Time);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at) json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        else json.WriteNull(name);
    }
}
