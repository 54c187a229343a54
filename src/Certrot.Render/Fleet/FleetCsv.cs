using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan as comma-separated values (RFC 4180), one row per node, with a header and CRLF line ends.</summary>
public static class FleetCsv
{
    private static readonly (string Name, Func<ClusterReport, FleetNodeReport, string?> Value)[] columns =
    [
        ("context", (c, _) => c.Context),
        ("node", (_, n) => n.Name),
        ("verdict", (_, n) => n.Verdict),
        ("cause", (_, n) => n.Cause),
        ("confidence", (_, n) => n.Confidence),
        ("lost_at", (_, n) => Time(n.LostAt)),
        ("client_stage", (_, n) => n.Client.Stage),
        ("client_not_after", (_, n) => Time(n.Client.NotAfter)),
        ("client_known", (_, n) => n.Client.Known),
        ("client_last_rotation", (_, n) => Time(n.Client.LastRotation)),
        ("client_csr", (_, n) => n.Client.Csr is { } csr ? $"{csr.Name} {csr.Status}" : null),
        ("serving_stage", (_, n) => n.Serving.Stage),
        ("serving_not_after", (_, n) => Time(n.Serving.NotAfter)),
        ("serving_known", (_, n) => n.Serving.Known),
        ("serving_last_rotation", (_, n) => Time(n.Serving.LastRotation)),
        ("serving_csr", (_, n) => n.Serving.Csr is { } csr ? $"{csr.Name} {csr.Status}" : null),
        ("preflight", (_, n) => n.Preflight),
        ("ready", (_, n) => n.Ready),
        ("last_heartbeat", (_, n) => Time(n.LastHeartbeat)),
        ("zone", (_, n) => n.Zone),
        ("pool", (_, n) => n.Pool),
        ("pods", (_, n) => n.Pods?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("excluded", (_, n) => n.Excluded),
        ("summary", (_, n) => n.Summary),
    ];

    /// <summary>Writes the rows. A cluster that could not be scanned has none.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        Row(to, columns.Select(c => c.Name));
        foreach (var cluster in report.Clusters)
        {
            foreach (var node in cluster.Nodes) Row(to, columns.Select(c => Field(c.Value(cluster, node))));
        }
    }

    private static void Row(TextWriter to, IEnumerable<string> fields)
    {
        to.Write(string.Join(',', fields));
        to.Write("\r\n");
    }

    /// <summary>Spreadsheets take a field that begins with one of these for a formula (OWASP, CSV injection): an apostrophe makes it text.</summary>
    private static string Field(string? text)
    {
        var clean = DataText.Clean(text);
        if (clean.Length > 0 && clean[0] is '=' or '+' or '-' or '@') clean = "'" + clean;
        return clean.AsSpan().ContainsAny(',', '"') ? $"\"{clean.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : clean;
    }

    private static string? Time(DateTimeOffset? time) => time is { } at ? Times.Rfc3339(at) : null;
}
