namespace Certrot.Reports;

/// <summary>One thing that the next renewal needs.</summary>
/// <param name="Id">Stable name, such as <c>client-approval</c>.</param>
/// <param name="Title">What is needed.</param>
/// <param name="Outcome"><c>pass</c>, <c>warn</c> (a person has to act at the renewal), <c>fail</c> (it will not succeed) or <c>unknown</c> (not collected).</param>
/// <param name="Text">How it is, with the names and dates of this node and cluster.</param>
/// <param name="Certificate"><c>client</c>, <c>serving</c>, or null for both.</param>
/// <param name="Evidence">What it rests on.</param>
public sealed record PreflightItem(string Id, string Title, string Outcome, string Text, string? Certificate, IReadOnlyList<QuoteReport> Evidence);
