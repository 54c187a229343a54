namespace Certrot.Reports;

/// <summary>What a scan found of one node. Times are UTC.</summary>
public sealed record FleetNodeReport
{
    /// <summary>The node.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The root cause's label.</summary>
    public required string Cause { get; init; }

    /// <summary><c>confirmed</c>, <c>likely</c> or <c>possible</c>.</summary>
    public required string Confidence { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Its place in <see cref="ClusterReport.Incidents"/>, from 0; null where it is in none.</summary>
    public int? Incident { get; init; }

    /// <summary>The Ready condition: <c>True</c>, <c>False</c>, <c>Unknown</c>; null where the node has none.</summary>
    public string? Ready { get; init; }

    /// <summary>The kubelet's last sign of life, by lease or status; null where none is known.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>Its zone; null where no label tells it.</summary>
    public string? Zone { get; init; }

    /// <summary>Its node pool; null where no label tells it.</summary>
    public string? Pool { get; init; }

    /// <summary>Pods on it; null where pods were not counted.</summary>
    public int? Pods { get; init; }

    /// <summary>The client certificate.</summary>
    public required FleetCertificateReport Client { get; init; }

    /// <summary>The serving certificate.</summary>
    public required FleetCertificateReport Serving { get; init; }

    /// <summary>When the node is (or was) lost if nothing changes; null where it will not be, or it is not known.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>What the next renewal of the client certificate needs: <c>pass</c>, <c>warn</c>, <c>fail</c> or <c>unknown</c>, the worst item's.</summary>
    public required string Preflight { get; init; }

    /// <summary>The items of the preflight that fail or warn, and in words why.</summary>
    public IReadOnlyList<string> PreflightProblems { get; init; } = [];

    /// <summary>Why it raises no alarm, by the file of exclusions; null where it is not excluded.</summary>
    public string? Excluded { get; init; }

    /// <summary>Whether the node itself was looked at, and not only what the API and its port show.</summary>
    public bool Closely { get; init; }

    /// <summary>How its kubelet was asked from outside; only what was tried.</summary>
    public IReadOnlyList<ProbeReport> Probes { get; init; } = [];

    /// <summary>What was not seen of this node, and why.</summary>
    public IReadOnlyList<MissingReport> Missing { get; init; } = [];
}
