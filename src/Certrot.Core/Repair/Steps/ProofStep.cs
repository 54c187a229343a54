using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Preflight;
using Certrot.Repair.Actions;
using Certrot.Reports;

namespace Certrot.Repair.Steps;

/// <summary>The last step: shows that rotation works.</summary>
internal static class ProofStep
{
    /// <summary>Makes it.</summary>
    /// <param name="s">The situation that the plan is made of.</param>
    /// <param name="cause">The root cause.</param>
    /// <param name="certificate">Which certificate it concerns: <c>client</c>, <c>serving</c> or null.</param>
    /// <param name="steps">The steps before: a certificate that they do not get, and that the cause does not concern, is not waited for.</param>
    public static RepairStep Of(Situation s, Cause cause, string? certificate, IReadOnlyList<RepairStep> steps)
    {
        var due = s.Certificates.Where(c => (c.Expired == true || c.RenewalFails) && (c.Name == certificate || steps.Any(step => step.Action is ApproveCsr approval && approval.Certificate == c.Kind))).Select(c => c.Kind).ToList();
        return new RepairStep
        {
            Title = "See that rotation works",
            Where = "workstation",
            Phase = RepairPhase.Proof,
            Commands = [$"certrot diagnose {s.Names.Node}", $"certrot check {s.Names.Node}"],
            Changes = "nothing",
            Risk = "none",
            Verification = due.Count > 0 ? $"the {string.Join(" and the ", due.Select(Name))} {(due.Count > 1 ? "certificates are" : "certificate is")} new, the node posts its status, and {cause.Id} is gone" : $"{cause.Id} is gone, the node posts its status, and what the next renewal needs is there",
            Undo = "nothing is to be taken back",
            Check = view => Judge(view, cause, due),
            Patience = TimeSpan.FromMinutes(3),
        };
    }

    private static CheckResult Judge(RepairView view, Cause cause, List<CertificateKind> due)
    {
        if (Checks.CauseGone(view, cause.Id) is { State: not CheckState.Done } held) return held;
        var words = new List<string>();
        foreach (var kind in due)
        {
            var result = Checks.NewCertificate(view, kind);
            if (result.State != CheckState.Done) return result;
            words.Add(result.Text);
        }

        if (view.Now.Posts == false) return CheckResult.Waiting("the node does not post its status yet");
        if (view.Now.Posts == true) words.Add("the node posts its status");
        if (view.Verdict == Verdicts.Failing) return CheckResult.Done($"{cause.Id} is gone, and another cause holds: {view.Assessment.Root.Id}: {view.Assessment.Root.Summary}");
        var lacking = PreflightChecker.Items(view.Now).Where(i => i.Outcome == "fail").ToList();
        words.Add(lacking.Count > 0 ? $"the next renewal lacks: {string.Join("; ", lacking.Select(i => $"{i.Title}: {i.Text}"))}"
            : view.Now.Client.WindowStart is { } from ? $"the client certificate's next renewal is due from {from:yyyy-MM-dd HH:mm} UTC on, and nothing that it needs is seen to be missing" : "nothing that the next renewal needs is seen to be missing");
        return CheckResult.Done(string.Join("; ", words));
    }

    private static string Name(CertificateKind kind) => kind == CertificateKind.Client ? "client" : "serving";
}
