using Certrot.Repair;

namespace Certrot.Render.Repair;

/// <summary>The plan of a repair, for a terminal.</summary>
public static class PlanText
{
    private const int Indent = 12;

    /// <summary>Writes a plan: the answer, why it is not carried out where it is not, and each step.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, RepairPlan plan, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        Head(page, plan);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            page.Blank();
            Step(page, plan.Steps[i], i + 1, plan.Steps.Count);
        }

        if (plan is { Refusal: null, Steps.Count: > 0 })
        {
            page.Blank();
            page.Paragraph("", Ink.Plain, 0, [new Run(plan.HasActions ? $"Nothing was changed. To carry it out: certrot fix {plan.Node ?? "NODE"} --apply" : "Certrot carries out none of these steps; with --apply it looks whether they worked.", Ink.Dim)]);
        }

        page.WriteTo(to);
    }

    /// <summary>Writes one step, with what it changes, its risk, how it is verified and undone.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteStep(TextWriter to, RepairStep step, int number, int total, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        Step(page, step, number, total);
        page.WriteTo(to);
    }

    /// <summary>Writes what is told while a repair goes on.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteNote(TextWriter to, string text, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        page.Paragraph("  ->", Ink.Dim, 5, [text.TrimStart()]);
        page.WriteTo(to);
    }

    /// <summary>A text of the cluster or the node, such that a terminal shows it and nothing else.</summary>
    public static string Clean(string text) => DataText.Clean(text);

    /// <summary>Writes what became of a repair.</summary>
    /// <param name="to">Takes it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="repaired">Whether every step was done and verified.</param>
    /// <param name="text">What was seen at the end, or why it ended.</param>
    /// <param name="left">What could not be taken back.</param>
    /// <param name="backups">Folders on the node that keep what was replaced, the oldest first.</param>
    /// <param name="options">How it is shown.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteOutcome(TextWriter to, RepairPlan plan, bool repaired, string text, IReadOnlyList<string> left, IReadOnlyList<string> backups, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(backups);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        page.Paragraph($"{DataText.Clean(plan.Node ?? "NODE")}: {(repaired ? "REPAIRED" : "NOT REPAIRED")}:", repaired ? Ink.BoldGreen : Ink.BoldRed, 0, [new Run(text, Ink.Bold)]);
        foreach (var one in left) Field(page, "left", one);
        // The newest change is undone first.
        if (backups.Count > 0)
            Field(page, "kept", $"what was replaced is in {string.Join(" and ", backups)} on the node; it may hold keys, and can be deleted when nobody needs it. To go back to it: {string.Join("; ", backups.Reverse().Select(b => $"sh {b}/undo.sh"))}");
        page.WriteTo(to);
    }

    private static void Head(TextPage page, RepairPlan plan)
    {
        page.Paragraph($"{Words.Verdict(plan.Verdict)}:", Words.VerdictInk(plan.Verdict), 0, [new Run(plan.Headline, Ink.Bold)]);
        if (plan.Verdict != Reports.Verdicts.Healthy)
        {
            Field(page, "cause", $"{plan.RootCause.Id} ({plan.RootCause.Confidence}): {plan.RootCause.Summary}");
        }

        if (plan.Refusal is { } refusal)
        {
            page.Blank();
            page.Paragraph("Refused:", Ink.Red, 0, [new Run(refusal, Ink.Bold)]);
        }
        else if (plan.Steps.Count == 0 && plan.Verdict is Reports.Verdicts.Healthy)
        {
            page.Paragraph("", Ink.Plain, 0, ["There is nothing to repair."]);
        }
    }

    private static void Step(TextPage page, RepairStep step, int number, int total)
    {
        page.Paragraph($"{number}/{total}", Ink.Bold, 5, [new Run(step.Title, Ink.Bold), new Run($" ({Place(step)})", Ink.Dim)]);
        foreach (var command in step.Commands) page.Command(command, Indent);
        // What a person does is told by its commands, and the last look changes nothing.
        if (step.Action is not null)
        {
            Field(page, "changes", step.Changes);
            Field(page, "risk", step.Risk);
        }

        Field(page, "verified", step.Verification);
        if (step.Action is not null) Field(page, "undone", step.Undo);
        if (step.Note is { } note) Field(page, "note", note);
    }

    private static string Place(RepairStep step) => step.Phase == RepairPhase.Proof ? "certrot looks" : step.IsByHand ? $"by hand, {step.Where}" : step.Where;

    private static void Field(TextPage page, string name, string text) => page.Paragraph($"  {name}", Ink.Dim, Indent, [text]);
}
