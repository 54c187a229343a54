namespace Certrot.Reports;

/// <summary>A look-alike that a decisive check excluded.</summary>
/// <param name="Id">The label.</param>
/// <param name="Reason">Why it is not that.</param>
/// <param name="Evidence">What excludes it.</param>
public sealed record RuledOutReport(string Id, string Reason, IReadOnlyList<QuoteReport> Evidence);
