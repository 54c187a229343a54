namespace Certrot.Reports;

/// <summary>One step or rule of the runbook with what came of it.</summary>
/// <param name="Number"><c>P1</c> to <c>P7</c>, <c>D1</c> to <c>D7</c>, <c>fallback</c>.</param>
/// <param name="Title">What the runbook asks.</param>
/// <param name="Outcome"><c>ok</c>, <c>problem</c>, <c>not-applicable</c> or <c>not-collected</c>.</param>
/// <param name="Summary">What came of it.</param>
/// <param name="Evidence">What it rests on.</param>
/// <param name="Note">Where the runbook's own claim does not hold in Kubernetes: what does. Null elsewhere.</param>
public sealed record RunbookStep(
    string Number, string Title, string Outcome, string Summary, IReadOnlyList<QuoteReport> Evidence, string? Note = null);
