namespace Certrot.Reports;

/// <summary>The published contract, <c>certrot/v1</c> <c>FleetReport</c>: what a scan found, of one cluster or several. Times are UTC.</summary>
public sealed record FleetReport
{
    /// <summary>Always <c>certrot/v1</c>.</summary>
    public string ApiVersion { get; init; } = "certrot/v1";

    /// <summary>Always <c>FleetReport</c>.</summary>
    public string Kind { get; init; } = "FleetReport";

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The program and its version.</summary>
    public required string Generator { get; init; }

    /// <summary>The clusters, in the order that they were asked for.</summary>
    public required IReadOnlyList<ClusterReport> Clusters { get; init; }

    /// <summary>The worst verdict of all clusters; see <see cref="ClusterReport.Verdict"/>.</summary>
    public string Verdict => Verdicts.Worst(Clusters.Select(c => c.Verdict));
}
