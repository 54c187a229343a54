namespace Certrot.Reports;

/// <summary>Something that the evidence shows.</summary>
/// <param name="Severity"><c>info</c>, <c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</param>
/// <param name="Text">What.</param>
/// <param name="Evidence">Where it shows.</param>
public sealed record FindingReport(string Severity, string Text, IReadOnlyList<QuoteReport> Evidence);
