using System.Globalization;
using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan in the Prometheus text format 0.0.4, such as node_exporter's textfile collector takes it.</summary>
public static class FleetPrometheus
{
    /// <summary>Writes the families. What is not known has no sample.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        var nodes = report.Clusters.SelectMany(c => c.Nodes, (c, n) => (Cluster: c, Node: n)).ToList();
        Family(to, "certrot_cluster_scanned", "Whether the nodes of a cluster could be listed.", report.Clusters.Select(c => (Labels(("context", c.Context)), c.Error is null ? 1.0 : 0)));
        Family(to, "certrot_cluster_scan_timestamp_seconds", "When the scan began, Unix time.", report.Clusters.Select(c => (Labels(("context", c.Context)), Unix(c.ScannedAt))));
        Family(to, "certrot_cluster_nodes", "Nodes by verdict; excluded ones are a verdict of their own.", report.Clusters.SelectMany(c => c.Counts.OrderBy(v => v.Key, StringComparer.Ordinal), (c, v) => (Labels(("context", c.Context), ("verdict", v.Key)), (double)v.Value)));
        Family(to, "certrot_cluster_item", "Items of the cluster by outcome, always 1.", report.Clusters.SelectMany(c => c.Items, (c, i) => (Labels(("context", c.Context), ("item", i.Id), ("outcome", i.Outcome)), 1.0)).Distinct());
        Family(to, "certrot_incident_nodes", "Nodes that a root cause affects.", report.Clusters.SelectMany(c => c.Incidents, (c, i) => (Labels(("context", c.Context), ("cause", i.Cause.Id), ("certificate", i.Cause.Certificate ?? ""), ("verdict", i.Verdict)), (double)i.Nodes.Count)));
        Family(to, "certrot_node_verdict", "Verdict and root cause of a node, always 1.", nodes.Select(n => (Labels(("context", n.Cluster.Context), ("node", n.Node.Name), ("verdict", n.Node.Excluded is null ? n.Node.Verdict : "excluded"), ("cause", n.Node.Cause)), 1.0)));
        Family(to, "certrot_node_lost_timestamp_seconds", "When a node is (or was) lost if nothing changes, Unix time.", nodes.Where(n => n.Node.LostAt is not null).Select(n => (Labels(("context", n.Cluster.Context), ("node", n.Node.Name)), Unix(n.Node.LostAt!.Value))));
        Family(to, "certrot_node_certificate_not_after_timestamp_seconds", "End of a node's certificate, Unix time, and how it is known.", nodes.SelectMany(n => new[] { (n.Cluster, n.Node, Name: "client", Certificate: n.Node.Client), (n.Cluster, n.Node, Name: "serving", Certificate: n.Node.Serving) })
            .Where(n => n.Certificate.NotAfter is not null)
            .Select(n => (Labels(("context", n.Cluster.Context), ("node", n.Node.Name), ("certificate", n.Name), ("known", n.Certificate.Known)), Unix(n.Certificate.NotAfter!.Value))));
    }

    private static void Family(TextWriter to, string name, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        to.Write($"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach (var (labels, value) in samples) to.Write($"{name}{labels} {value.ToString("R", CultureInfo.InvariantCulture)}\n");
    }

    private static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new System.Text.StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            if (text.Length > 1) text.Append(',');
            text.Append(name).Append("=\"").Append(DataText.Clean(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }

    private static double Unix(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
