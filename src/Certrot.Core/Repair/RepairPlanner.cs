using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair.Actions;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Repair;

/// <summary>Makes the plan of a repair from evidence. Pure.</summary>
public static class RepairPlanner
{
    /// <summary>Plans the repair of a node. Never throws on evidence.</summary>
    public static RepairPlan Plan(NodeEvidence evidence)
    {
        var (situation, _, verdict, cause, root, _) = Diagnostician.Assess(evidence);
        var repairs = verdict is Verdicts.Failing or Verdicts.AtRisk or Verdicts.NotCertificateRelated;
        var steps = repairs ? Steps(situation, cause, root, verdict) : [];
        return new RepairPlan
        {
            Node = evidence.NodeName,
            Verdict = verdict,
            Headline = Diagnostician.Headline(situation, root, verdict, cause),
            RootCause = root,
            Steps = steps.Any(s => s.Action is not null) ? [.. steps, ProofStep.Of(situation, cause)] : steps,
            Refusal = verdict == Verdicts.Undetermined ? "the evidence does not prove a cause, and nothing is repaired on a guess" : Refusals.Of(situation, cause, steps),
        };
    }

    /// <summary>Plans of several nodes as one list of steps: what all need first, then every client certificate, then the serving ones.</summary>
    /// <param name="plans">The plans.</param>
    /// <returns>Each step with the plan that it belongs to; what several nodes need in the cluster comes once.</returns>
    public static IReadOnlyList<(RepairPlan Plan, RepairStep Step)> Order(IReadOnlyList<RepairPlan> plans) =>
        [.. plans.SelectMany(p => p.Steps.Select(s => (Plan: p, Step: s))).OrderBy(s => s.Step.Phase).DistinctBy(s => Shared(s.Plan, s.Step) ?? (object)s)];

    /// <summary>What tells a step that is done once for all nodes; null for one of the node's own. The last step of a plan is its own in any case: it is what ends it.</summary>
    private static string? Shared(RepairPlan plan, RepairStep step) =>
        step.Action is BindRole || (step.IsByHand && step.Phase == RepairPhase.Cluster && step != plan.Steps[^1]) ? $"{step.Title}\n{string.Join('\n', step.Commands)}" : null;

    private static List<RepairStep> Steps(Situation situation, Cause cause, CauseReport root, string verdict)
    {
        var steps = cause.Repair(situation).ToList();
        if (verdict != Verdicts.Failing || !FixWriter.IsCutOff(situation, root) || steps.Count == 0 || steps.Exists(s => s.Action is IssueToken || s.IsByHand)) return Ordered(steps);

        // Removing the cause does not bring a node back whose certificate is over: it needs a new one, and can neither ask for it nor fetch what waits for it.
        steps.RemoveAll(s => s.Action is ApproveCsr { Certificate: CertificateKind.Client });
        return Ordered([.. steps, .. CredentialSteps.Rebootstrap(situation, cause.Id)]);
    }

    private static List<RepairStep> Ordered(List<RepairStep> steps) => [.. steps.OrderBy(s => s.Phase)];
}
