namespace Certrot.Reports;

/// <summary>Something that concerns a cluster as a whole.</summary>
/// <param name="Id"><c>ca-horizon</c>, <c>csr-pile-up</c>, <c>same-hour-expiry</c> or <c>lost-together</c>.</param>
/// <param name="Outcome"><c>pass</c>, <c>warn</c>, <c>fail</c> or <c>unknown</c>.</param>
/// <param name="Text">In words.</param>
/// <param name="At">When it comes, or came, UTC; null where it has no time.</param>
/// <param name="Evidence">What it rests on.</param>
public sealed record ClusterItemReport(string Id, string Outcome, string Text, DateTimeOffset? At, IReadOnlyList<QuoteReport> Evidence);
