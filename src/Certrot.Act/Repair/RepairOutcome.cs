using Certrot.Repair;

namespace Certrot.Act.Repair;

/// <summary>What became of a repair.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Repaired">Whether every step was done and verified.</param>
/// <param name="Text">What was seen at the end, or why it ended, in one sentence.</param>
/// <param name="Left">What could not be taken back; empty where all was, or nothing had to be.</param>
/// <param name="Backups">Folders on the node that keep what was replaced, the oldest first.</param>
public sealed record RepairOutcome(RepairPlan Plan, bool Repaired, string Text, IReadOnlyList<string> Left, IReadOnlyList<string> Backups);
