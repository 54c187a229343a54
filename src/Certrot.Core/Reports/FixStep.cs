namespace Certrot.Reports;

/// <summary>One step of the way out.</summary>
/// <param name="Title">What to do.</param>
/// <param name="Where"><c>node</c>, <c>control-plane</c>, <c>workstation</c> or <c>infrastructure</c>.</param>
/// <param name="Commands">Commands to paste, with this node's and cluster's names filled in; empty where the step is not a command.</param>
/// <param name="Note">What to know before; null where nothing.</param>
/// <param name="Verify">A command that shows that it worked; null where the next step does.</param>
public sealed record FixStep(string Title, string Where, IReadOnlyList<string> Commands, string? Note = null, string? Verify = null);
