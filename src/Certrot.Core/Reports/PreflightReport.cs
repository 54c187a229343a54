namespace Certrot.Reports;

/// <summary>Whether the next renewal of a node's certificates will work: <c>certrot/v1</c> <c>PreflightReport</c>. Times are UTC.</summary>
public sealed record PreflightReport
{
    /// <summary>Always <c>certrot/v1</c>.</summary>
    public string ApiVersion { get; init; } = "certrot/v1";

    /// <summary>Always <c>PreflightReport</c>.</summary>
    public string Kind { get; init; } = "PreflightReport";

    /// <summary>The node; null where nothing tells its name.</summary>
    public string? Node { get; init; }

    /// <summary>When the evidence was collected.</summary>
    public required DateTimeOffset EvidenceAt { get; init; }

    /// <summary>The program and its version.</summary>
    public required string Generator { get; init; }

    /// <summary>
    /// The diagnosis' verdict where something fails already; else <c>at-risk</c> where an item fails, <c>undetermined</c> where what decides was not collected, and
    /// <c>healthy</c>.
    /// </summary>
    public required string Verdict { get; init; }

    /// <summary>When the next renewal is tried, as two times per certificate: the window's begin and end; null where not known.</summary>
    public DateTimeOffset? ClientDueFrom { get; init; }

    /// <summary>The client window's end.</summary>
    public DateTimeOffset? ClientDueUntil { get; init; }

    /// <summary>The items, in the order in which a renewal needs them.</summary>
    public required IReadOnlyList<PreflightItem> Items { get; init; }
}
