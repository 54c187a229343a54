using System.Buffers;
using Certrot.Render.Prometheus;
using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>
/// Clusters as metrics: for node_exporter's textfile collector, and for whoever scrapes <c>certrot serve</c>. What is not known has no sample. Times are Unix times in seconds
/// and never infinite: a certificate that has ended keeps its end.
/// </summary>
public sealed class FleetPrometheus
{
    private readonly IReadOnlyList<(ClusterReport Report, byte[] Labels)> clusters;
    private readonly List<NodeSeries> nodes;

    /// <summary>Prepares the metrics of some clusters.</summary>
    /// <param name="report">The clusters.</param>
    public FleetPrometheus(FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        clusters = [.. report.Clusters.Select(c => (c, MetricsText.Labels(("context", c.Context))))];
        nodes = [.. report.Clusters.SelectMany(c => c.Nodes, (c, n) => new NodeSeries(c, n))];
    }

    /// <summary>Writes all families.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        foreach (var family in new FleetPrometheus(report).Families)
        {
            family(new MetricsText(buffer));
            to.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    /// <summary>The families, each of which writes itself: with thousands of nodes they are best sent one by one.</summary>
    public IReadOnlyList<Action<MetricsText>> Families =>
    [
        OfClusters("certrot_cluster_scanned", "Whether the nodes of a cluster can be listed.", static c => c.Error is null && !c.Missing.Any(m => m.What == "cluster/nodes.json") ? 1 : 0),
        OfClusters("certrot_cluster_scan_timestamp_seconds", "The time that what is said of a cluster is of, Unix time.", static c => Unix(c.ScannedAt)),
        Several("certrot_cluster_nodes", "Nodes by verdict; excluded ones are a verdict of their own.", static c => c.Counts.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => (MetricsText.Labels(("verdict", v.Key)), (double)v.Value))),
        Several("certrot_cluster_item", "Items of a cluster by outcome, always 1.", static c => c.Items.Select(i => (i.Id, i.Outcome)).Distinct().Select(i => (MetricsText.Labels(("item", i.Id), ("outcome", i.Outcome)), 1.0))),
        Several("certrot_incident_nodes", "Nodes that a root cause affects.", static c => c.Incidents.GroupBy(i => (i.Cause.Id, i.Cause.Certificate, i.Verdict)).Select(i => (MetricsText.Labels(("cause", i.Key.Id), ("certificate", i.Key.Certificate ?? ""), ("verdict", i.Key.Verdict)), (double)i.Sum(g => g.Nodes.Count)))),
        Several("certrot_pending_csrs", "CSRs of kubelets that nobody has decided on, by signer.", static c => c.PendingCsrs.Select(p => (MetricsText.Labels(("signer", p.Signer)), (double)p.Count))),
        Several("certrot_oldest_pending_csr_age_seconds", "Age of the oldest CSR of kubelets that nobody has decided on, by signer; 0 where there is none.", static c => c.PendingCsrs.Select(p => (MetricsText.Labels(("signer", p.Signer)), p.Oldest is { } oldest ? Age(c, oldest) : 0))),
        text =>
        {
            text.Family("certrot_node_verdict", MetricKind.Gauge, "Verdict and root cause of a node, always 1.");
            foreach (var node in nodes) text.Sample(node.Verdict, 1);
        },
        OfNodes("certrot_node_lost_timestamp_seconds", "When a node is (or was) lost if nothing changes, Unix time.", static n => Unix(n.LostAt)),
        OfNodes("certrot_node_last_heartbeat_timestamp_seconds", "A kubelet's last sign of life, by lease or status, Unix time.", static n => Unix(n.LastHeartbeat)),
        text =>
        {
            text.Family("certrot_node_certificate_info", MetricKind.Gauge, "Stage of a node's certificate, and how its end is known; always 1.");
            foreach (var node in nodes)
            {
                foreach (var certificate in node.Certificates) text.Sample(certificate.Info, 1);
            }
        },
        OfCertificates("certrot_node_certificate_not_before_timestamp_seconds", "Begin of a node's certificate, Unix time.", static (_, c) => Unix(c.NotBefore)),
        OfCertificates("certrot_node_certificate_not_after_timestamp_seconds", "End of a node's certificate, Unix time.", static (_, c) => Unix(c.NotAfter)),
        OfCertificates("certrot_node_certificate_rotation_window_start_timestamp_seconds", "When 70 % of the certificate's life are over and the kubelet may renew it, Unix time.", static (_, c) => c.RotationWindow is [var start, _] ? Unix(start) : null),
        OfCertificates("certrot_node_certificate_rotation_window_end_timestamp_seconds", "When 90 % of the certificate's life are over and the kubelet has renewed it if it can, Unix time.", static (_, c) => c.RotationWindow is [_, var end] ? Unix(end) : null),
        OfCertificates("certrot_node_certificate_last_rotation_timestamp_seconds", "When a node's certificate was last renewed, Unix time.", static (_, c) => Unix(c.LastRotation)),
        OfCertificates("certrot_node_pending_csr_age_seconds", "Age of a node's newest CSR while nobody has decided on it.", static (cluster, c) => c.Csr is { Status: "Pending", Created: { } created } ? Age(cluster, created) : null),
        text =>
        {
            text.Family("certrot_probe_success", MetricKind.Gauge, "Whether a kubelet answered when it was asked from outside; without a sample where it was not tried.");
            foreach (var node in nodes)
            {
                foreach (var probe in node.Report.Probes) text.Sample([.. node.Labels, (byte)',', .. MetricsText.Labels(("probe", probe.Name))], probe.Succeeded ? 1 : 0);
            }
        },
    ];

    private Action<MetricsText> OfClusters(string name, string help, Func<ClusterReport, double> value) => text =>
    {
        text.Family(name, MetricKind.Gauge, help);
        foreach (var (report, labels) in clusters) text.Sample(labels, value(report));
    };

    private Action<MetricsText> Several(string name, string help, Func<ClusterReport, IEnumerable<(byte[] Labels, double Value)>> values) => text =>
    {
        text.Family(name, MetricKind.Gauge, help);
        foreach (var (report, labels) in clusters)
        {
            foreach (var (more, value) in values(report)) text.Sample([.. labels, (byte)',', .. more], value);
        }
    };

    private Action<MetricsText> OfNodes(string name, string help, Func<FleetNodeReport, double?> value) => text =>
    {
        text.Family(name, MetricKind.Gauge, help);
        foreach (var node in nodes)
        {
            if (value(node.Report) is { } known) text.Sample(node.Labels, known);
        }
    };

    private Action<MetricsText> OfCertificates(string name, string help, Func<ClusterReport, FleetCertificateReport, double?> value) => text =>
    {
        text.Family(name, MetricKind.Gauge, help);
        foreach (var node in nodes)
        {
            foreach (var certificate in node.Certificates)
            {
                if (value(node.Cluster, certificate.Report) is { } known) text.Sample(certificate.Labels, known);
            }
        }
    };

    private static double Age(ClusterReport cluster, DateTimeOffset since) => Math.Max(0, (cluster.ScannedAt - since).TotalSeconds);

    private static double? Unix(DateTimeOffset? time) => time?.ToUnixTimeSeconds();

    private static double Unix(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
