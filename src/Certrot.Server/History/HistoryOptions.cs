namespace Certrot.Server.History;

/// <summary>How much history is kept.</summary>
public sealed record HistoryOptions
{
    /// <summary>How long a transition is kept: a certificate's life of a year, and a month to compare.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How large the database may grow, in bytes; beyond that the oldest transitions go first.</summary>
    public long MaxBytes { get; init; } = 1L << 30;
}
