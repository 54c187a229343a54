namespace Certrot.Reports;

/// <summary>A cause that holds.</summary>
public sealed record CauseReport
{
    /// <summary>The label.</summary>
    public required string Id { get; init; }

    /// <summary>The label in words.</summary>
    public required string Title { get; init; }

    /// <summary><c>client</c>, <c>serving</c> or null.</summary>
    public string? Certificate { get; init; }

    /// <summary><c>confirmed</c>, <c>likely</c> or <c>possible</c>.</summary>
    public required string Confidence { get; init; }

    /// <summary><c>info</c>, <c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>The cause in one sentence, with the names of this node and cluster.</summary>
    public required string Summary { get; init; }

    /// <summary>Since when it fails; null where the evidence does not tell.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The change that preceded it, where evidence shows one; null elsewhere.</summary>
    public string? Change { get; init; }

    /// <summary>What it rests on.</summary>
    public IReadOnlyList<QuoteReport> Evidence { get; init; } = [];
}
