using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Evidence;

namespace Certrot.Render;

/// <summary>The page of a cause as Markdown: shown by <c>explain</c> and by the server, and kept below <c>docs/causes</c>.</summary>
public static class CausePage
{
    /// <summary>A situation of which nothing is known: the texts then use names in capitals.</summary>
    private static Situation Nobody { get; } = new(new NodeEvidence { CollectedAt = DateTimeOffset.UnixEpoch, Fragmentary = true });

    /// <summary>Writes the page, text wrapped at a width in columns; commands are never wrapped.</summary>
    public static void Write(TextWriter to, Cause cause, int width)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(cause);
        to.WriteLine($"# {cause.Id}");
        to.WriteLine();
        Wrap(to, cause.Title + ".", "", "", width);
        to.WriteLine();
        to.WriteLine($"- Kind: {Kind(cause.Kind)}");
        to.WriteLine($"- Severity: {cause.Severity.ToString().ToLowerInvariant()}");
        if (cause.Runbook.Count > 0) to.WriteLine($"- Runbook: {string.Join(", ", cause.Runbook)}");
        if (cause.Consequences.Count > 0) Wrap(to, $"Brings about: {string.Join(", ", cause.Consequences)}", "- ", "  ", width);
        Section(to, "What happens", cause.Meaning, width);
        Section(to, "What looks alike", cause.Distinguish, width);
        Section(to, "What decides", cause.DecisiveCheck, width);
        var steps = cause.Fix(Nobody);
        if (steps.Count > 0) Steps(to, steps, width);
    }

    /// <summary>Writes the list of all causes, by kind.</summary>
    public static void WriteIndex(TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.WriteLine("# Causes");
        to.WriteLine();
        to.WriteLine("Every label that Certrot gives. The ids are a public contract. These pages are generated from `src/Certrot.Core/Causes`.");
        foreach (var group in CauseCatalogue.All.GroupBy(c => c.Kind).OrderBy(g => g.Key))
        {
            to.WriteLine();
            to.WriteLine($"## {group.Key switch { CauseKind.Core => "Root causes", CauseKind.LookAlike => "Look-alikes", CauseKind.Benign => "No failure", _ => "No answer" }}");
            to.WriteLine();
            to.WriteLine("| Label | Severity | In words |");
            to.WriteLine("| --- | --- | --- |");
            foreach (var cause in group) to.WriteLine($"| [{cause.Id}]({cause.Id}.md) | {cause.Severity.ToString().ToLowerInvariant()} | {cause.Title.Replace("|", "\\|", StringComparison.Ordinal)} |");
        }
    }

    private static void Steps(TextWriter to, IReadOnlyList<Reports.FixStep> steps, int width)
    {
        to.WriteLine();
        to.WriteLine("## The way out");
        to.WriteLine();
        Wrap(to, "Names in capitals stand for your own; `certrot diagnose` fills them in, and follows the distribution.", "", "", width);
        for (var i = 0; i < steps.Count; i++)
        {
            to.WriteLine();
            Wrap(to, $"{steps[i].Title} ({steps[i].Where}).{(steps[i].Note is { } note ? $" {note}" : "")}", $"{i + 1}. ", "   ", width);
            if (steps[i].Commands.Count == 0 && steps[i].Verify is null) continue;
            to.WriteLine();
            to.WriteLine("   ```sh");
            foreach (var command in steps[i].Commands) to.WriteLine($"   {command}");
            if (steps[i].Verify is { } verify)
            {
                to.WriteLine("   # shows that it worked:");
                to.WriteLine($"   {verify}");
            }

            to.WriteLine("   ```");
        }
    }

    private static void Section(TextWriter to, string title, string text, int width)
    {
        to.WriteLine();
        to.WriteLine($"## {title}");
        to.WriteLine();
        Wrap(to, text, "", "", width);
    }

    private static void Wrap(TextWriter to, string text, string first, string rest, int width)
    {
        var line = first;
        var empty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                to.WriteLine(line);
                line = rest;
                empty = true;
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        to.WriteLine(line);
    }

    private static string Kind(CauseKind kind) => kind switch
    {
        CauseKind.Core => "root cause",
        CauseKind.LookAlike => "look-alike",
        CauseKind.Benign => "no failure",
        _ => "no answer",
    };
}
