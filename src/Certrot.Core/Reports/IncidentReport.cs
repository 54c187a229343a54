namespace Certrot.Reports;

/// <summary>Nodes with one root cause: one thing to repair.</summary>
public sealed record IncidentReport
{
    /// <summary>The cause, in the words of the node in <see cref="Example"/>.</summary>
    public required CauseReport Cause { get; init; }

    /// <summary>The worst verdict of its nodes: <c>failing</c>, <c>at-risk</c> or <c>not-certificate-related</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether the cause is in the control plane, so that each node that has to renew meets it.</summary>
    public required bool ControlPlane { get; init; }

    /// <summary>The affected nodes, those that are lost first come first.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Pods on them; null where pods were not counted.</summary>
    public int? Pods { get; init; }

    /// <summary>Their zones, by name; empty where nodes have no label of a zone.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Their node pools, by name; empty where nodes have no label of a pool.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];

    /// <summary>When the first node is (or was) lost; null where none will be, or it is not known.</summary>
    public DateTimeOffset? FirstLostAt { get; init; }

    /// <summary>The node whose words and commands are shown.</summary>
    public required string Example { get; init; }

    /// <summary>The way out, with the names of <see cref="Example"/>.</summary>
    public IReadOnlyList<FixStep> Fix { get; init; } = [];
}
