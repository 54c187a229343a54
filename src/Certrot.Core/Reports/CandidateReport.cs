namespace Certrot.Reports;

/// <summary>A cause that evidence speaks for.</summary>
/// <param name="Id">The label.</param>
/// <param name="Score">0 to 1; the root cause has the highest.</param>
/// <param name="Certificate"><c>client</c>, <c>serving</c> or null.</param>
/// <param name="ExplainedBy">The label that brings this one about; null where it stands by itself.</param>
public sealed record CandidateReport(string Id, double Score, string? Certificate, string? ExplainedBy = null);
