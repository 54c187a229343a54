namespace Certrot.Server.History;

/// <summary>What a node was judged.</summary>
/// <param name="Verdict">One of <see cref="Reports.Verdicts"/>, or <c>excluded</c>.</param>
/// <param name="Cause">The root cause's label.</param>
public sealed record VerdictAndCause(string Verdict, string Cause);
