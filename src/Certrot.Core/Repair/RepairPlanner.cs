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
            Steps = steps.Any(s => s.Action is not null) ? [.. steps, ProofStep.Of(situation, cause, root.Certificate, steps)] : steps,
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
        // A certificate that is neither due nor given up is not asked for: waiting for its CSR would end in taking back what was right.
        if (verdict == Verdicts.AtRisk && !steps.Exists(s => s.Action is IssueToken)) steps.RemoveAll(s => s.Action is ApproveCsr approval && !IsDue(approval.Certificate == CertificateKind.Client ? situation.Client : situation.Serving));
        if (verdict != Verdicts.Failing || !FixWriter.IsCutOff(situation, root) || steps.Count == 0 || BringsBack(situation, steps)) return Ordered(steps);

        // Removing the cause does not bring a node back whose certificate is over: it needs a new one, and can neither ask for it nor fetch what waits for it.
        if (steps.TrueForAll(s => s.IsByHand)) return Ordered([.. ByHandSteps.All(situation, cause.Id, FixWriter.Write(situation, root, verdict, cause))]);
        // Nor does it stay up when it is started before the new one can be had.
        steps.RemoveAll(s => s.Action is ApproveCsr { Certificate: CertificateKind.Client } or RunService);
        return Ordered([.. steps, .. CredentialSteps.Rebootstrap(situation, cause.Id)]);
    }

    /// <summary>Whether the steps themselves give the kubelet a certificate that is in date: a new one, or a good one that it did not use.</summary>
    private static bool BringsBack(Situation situation, List<RepairStep> steps) =>
        steps.Exists(s => s.Action is IssueToken or WriteKubeconfig or Link || s.Title == Remedies.ReissueClientCertificate(situation)[0].Title);

    private static bool IsDue(CertificateState state) => state.RenewalFails || state.Expired == true;

    private static List<RepairStep> Ordered(List<RepairStep> steps) => [.. steps.OrderBy(s => s.Phase)];
}
