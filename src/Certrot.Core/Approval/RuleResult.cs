namespace Certrot.Approval;

/// <summary>What a rule says of a CSR, with the values that it compared.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Text">The reason, as a sentence without a full stop.</param>
/// <param name="Expected">What would be right; null where the text says it.</param>
/// <param name="Found">What is asked for; null where the text says it.</param>
/// <param name="IsFinal">Whether a failure stays one whatever changes in the cluster: only such CSRs are denied.</param>
public sealed record RuleResult(string Rule, RuleOutcome Outcome, string Text, string? Expected, string? Found, bool IsFinal);
