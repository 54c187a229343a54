namespace Certrot.Approval.PolicyTests;

/// <summary>An expectation of a policy, and what came of it.</summary>
/// <param name="File">The file that holds it.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Expected">The decision that is expected, and the rule where one is named.</param>
/// <param name="Found">The decision, the rule and the reason; null where it could not be decided.</param>
/// <param name="Problem">Why it failed; null where it passed.</param>
public sealed record PolicyTest(string File, int Line, string Name, string Expected, string? Found, string? Problem);
