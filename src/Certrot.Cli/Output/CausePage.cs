using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Evidence;

namespace Certrot.Cli.Output;

/// <summary>The page of a cause: shown by <c>explain</c>, and kept below <c>docs/causes</c>.</summary>
internal static class CausePage
{
    /// <summary>Writes the page as Markdown that reads well in a terminal, too.</summary>
    public static void Write(TextWriter to, Cause cause)
    {
        to.WriteLine($"# {cause.Id}");
        to.WriteLine();
        to.WriteLine($"{cause.Title}.");
        to.WriteLine();
        to.WriteLine($"- Kind: {Kind(cause.Kind)}");
        to.WriteLine($"- Severity: {cause.Severity.ToString().ToLowerInvariant()}");
        if (cause.Runbook.Count > 0) to.WriteLine($"- Runbook: {string.Join(", ", cause.Runbook)}");
        if (cause.Consequences.Count > 0) to.WriteLine($"- Brings about: {string.Join(", ", cause.Consequences)}");
        to.WriteLine();
        Section(to, "What happens", cause.Meaning);
        Section(to, "What looks alike", cause.Distinguish);
        Section(to, "What decides", cause.DecisiveCheck);
        var steps = cause.Fix(Nobody);
        if (steps.Count == 0) return;
        to.WriteLine("## The way out");
        to.WriteLine();
        to.WriteLine("Names in capitals stand for your own; `certrot diagnose` fills them in, and follows the distribution.");
        to.WriteLine();
        for (var i = 0; i < steps.Count; i++)
        {
            to.WriteLine($"{i + 1}. {steps[i].Title} ({steps[i].Where}).{(steps[i].Note is { } note ? $" {note}" : "")}");
            if (steps[i].Commands.Count == 0 && steps[i].Verify is null) continue;
            to.WriteLine();
            to.WriteLine("   ```sh");
            foreach (var command in steps[i].Commands) to.WriteLine($"   {command}");
            if (steps[i].Verify is { } verify) to.WriteLine($"   {verify}    # shows that it worked");
            to.WriteLine("   ```");
            to.WriteLine();
        }
    }

    /// <summary>A situation of which nothing is known: the texts then use names in capitals.</summary>
    private static Situation Nobody { get; } = new(new NodeEvidence { CollectedAt = DateTimeOffset.UnixEpoch, Fragmentary = true });

    private static void Section(TextWriter to, string title, string text)
    {
        to.WriteLine($"## {title}");
        to.WriteLine();
        to.WriteLine(text);
        to.WriteLine();
    }

    private static string Kind(CauseKind kind) => kind switch
    {
        CauseKind.Core => "root cause",
        CauseKind.LookAlike => "look-alike",
        CauseKind.Benign => "no failure",
        _ => "no answer",
    };
}
