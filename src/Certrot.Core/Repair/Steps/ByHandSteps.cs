using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Repair.Steps;

/// <summary>Steps that a person does, with what the way out of the report says of them.</summary>
internal static class ByHandSteps
{
    /// <summary>A step of the way out.</summary>
    /// <param name="s">The situation.</param>
    /// <param name="fix">The step.</param>
    /// <param name="phase">When it has its turn.</param>
    /// <param name="check">What Certrot looks at afterwards; null for nothing of its own.</param>
    public static RepairStep Of(Situation s, FixStep fix, RepairPhase phase = RepairPhase.Cluster, Func<RepairView, CheckResult>? check = null) => new()
    {
        Title = fix.Title,
        Where = fix.Where,
        Phase = phase,
        Commands = fix.Commands,
        Changes = fix.Commands.Count == 0 ? "what the step says" : "what the commands say",
        Risk = "yours to weigh: certrot does not carry it out",
        Verification = fix.Verify is { } verify ? $"by you: {verify}" : check is null ? "by the step behind it" : "the evidence is collected again",
        Undo = "by hand",
        Note = fix.Note,
        Check = check ?? Checks.Told,
    };

    /// <summary>The whole way out by hand; Certrot looks whether the cause is gone after the last step.</summary>
    /// <param name="s">The situation.</param>
    /// <param name="cause">The cause.</param>
    /// <param name="fix">The way out.</param>
    /// <param name="phase">When the steps have their turn.</param>
    public static IReadOnlyList<RepairStep> All(Situation s, string cause, IReadOnlyList<FixStep> fix, RepairPhase phase = RepairPhase.Cluster) =>
        [.. fix.Select((step, i) => Of(s, step, phase, i == fix.Count - 1 ? view => Checks.CauseGone(view, cause) : null) with { Patience = TimeSpan.FromMinutes(2) })];
}
