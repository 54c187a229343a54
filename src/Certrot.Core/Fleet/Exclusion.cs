namespace Certrot.Fleet;

/// <summary>What a scan is not to raise alarm about: somebody knows of it. All that is given must fit.</summary>
public sealed record Exclusion
{
    /// <summary>Names of nodes, where <c>*</c> stands for any characters; null for all.</summary>
    public string? Nodes { get; init; }

    /// <summary>Labels that a node must have; empty for all.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A label of the catalogue; null for all.</summary>
    public string? Cause { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The day on which it ends, at 00:00 UTC.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Whether it holds at a time.</summary>
    public bool Holds(DateTimeOffset now) => now.UtcDateTime < Until.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>Whether it fits a node and a cause.</summary>
    public bool Fits(string node, IReadOnlyDictionary<string, string> labels, string cause)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(labels);
        return (Cause is null || Cause == cause)
            && (Nodes is null || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Nodes, node, ignoreCase: false))
            && Labels.All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value);
    }
}
