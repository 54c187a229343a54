namespace Certrot.Reports;

/// <summary>One link of the chain from the root cause to what people see.</summary>
/// <param name="Text">What holds.</param>
/// <param name="Id">The label, where the link is one; null elsewhere.</param>
/// <param name="Time">Since when; null where not known.</param>
/// <param name="Expected">True for a consequence that has not come yet.</param>
/// <param name="Evidence">What shows it.</param>
public sealed record ChainLink(
    string Text, string? Id = null, DateTimeOffset? Time = null, bool Expected = false, IReadOnlyList<QuoteReport>? Evidence = null);
