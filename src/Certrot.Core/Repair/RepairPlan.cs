using Certrot.Reports;

namespace Certrot.Repair;

/// <summary>What is to be done for a node, in order.</summary>
public sealed record RepairPlan
{
    /// <summary>The node; null where the evidence does not tell.</summary>
    public required string? Node { get; init; }

    /// <summary>One of <see cref="Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Headline { get; init; }

    /// <summary>The root cause.</summary>
    public required CauseReport RootCause { get; init; }

    /// <summary>The steps; empty where nothing is to be repaired, or nobody knows what.</summary>
    public required IReadOnlyList<RepairStep> Steps { get; init; }

    /// <summary>Why Certrot does not carry the plan out, in one sentence; null where it does.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether Certrot itself carries out at least one step.</summary>
    public bool HasActions => Steps.Any(s => s.Action is not null);
}
