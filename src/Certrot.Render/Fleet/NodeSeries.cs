using Certrot.Render.Prometheus;
using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A node with the labels of its metrics, which are written many times.</summary>
internal sealed class NodeSeries
{
    /// <summary>Prepares a node.</summary>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="node">The node.</param>
    public NodeSeries(ClusterReport cluster, FleetNodeReport node)
    {
        (Cluster, Report) = (cluster, node);
        Labels = MetricsText.Labels(("context", cluster.Context), ("node", node.Name));
        Verdict = [.. Labels, (byte)',', .. MetricsText.Labels(("verdict", node.Excluded is null ? node.Verdict : "excluded"), ("cause", node.Cause))];
        Certificates = [Certificate("client", node.Client), Certificate("serving", node.Serving)];
    }

    public ClusterReport Cluster { get; }

    public FleetNodeReport Report { get; }

    public byte[] Labels { get; }

    /// <summary>With verdict and cause.</summary>
    public byte[] Verdict { get; }

    /// <summary>Both certificates: with their name, and with stage and source beside it.</summary>
    public IReadOnlyList<(FleetCertificateReport Report, byte[] Labels, byte[] Info)> Certificates { get; }

    private (FleetCertificateReport Report, byte[] Labels, byte[] Info) Certificate(string name, FleetCertificateReport report)
    {
        byte[] labels = [.. Labels, (byte)',', .. MetricsText.Labels(("certificate", name))];
        return (report, labels, [.. labels, (byte)',', .. MetricsText.Labels(("stage", report.Stage), ("known", report.Known))]);
    }
}
