using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A report for a terminal: what to know and to do on the first screen, the reasons below it.</summary>
public static class TextReport
{
    /// <summary>Rows that a small terminal shows.</summary>
    private const int FirstScreenRows = 24;

    private const int FactIndent = 13;
    private const int CertificateIndent = 11;
    private const int QuoteLimit = 600;
    private const int ChainEvidenceIndent = 7;

    /// <summary>So many entries of the timeline are shown unless all are asked for.</summary>
    private const int MilestoneCount = 10;

    /// <summary>So many steps of which the evidence tells nothing, as with a short text, share one line.</summary>
    private const int SilentSteps = 4;

    /// <summary>
    /// Writes the report with LF line ends. No line is wider than <see cref="RenderOptions.Width"/> but commands, which never wrap.
    /// </summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="options">Width, colour and depth.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, DiagnosisReport report, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        var wayOutIsComplete = WriteFirstScreen(page, report);
        WriteOtherCauses(page, report);
        WriteChain(page, report, options.Verbose);
        WriteCertificates(page, report, options.Verbose);
        if (!wayOutIsComplete && report.Verdict != Verdicts.Undetermined)
            WriteFix(page, report);
        if (options.Verbose)
            WriteFindings(page, report);
        WriteSteps(page, "Playbook", report.Playbook, options.Verbose);
        WriteSteps(page, "Diagnosis", report.Diagnosis, options.Verbose);
        WriteTimeline(page, report, options.Verbose);
        WriteRuledOut(page, report, options.Verbose);
        if (options.Verbose)
        {
            WriteMissing(page, report);
            WriteCandidates(page, report);
        }
        else
        {
            WriteShortMissing(page, report);
        }
        if (report.NextChecks.Count > 0 && !(ChecksComeFirst(report) && wayOutIsComplete))
            WriteNextChecks(page, report);
        if (report.Verdict == Verdicts.Undetermined && report.Fix.Count > 0)
            WriteFix(page, report, "If the checks prove it");
        WriteFooter(page, report, options.Verbose);
        page.WriteTo(to);
    }

    private static bool WriteFirstScreen(TextPage page, DiagnosisReport report)
    {
        if (ChecksComeFirst(report))
        {
            WriteFacts(page, report, roomy: true);
            return WriteChecksOnFirstScreen(page, report);
        }
        var full = page.Fork();
        WriteFacts(full, report, roomy: true);
        WriteFix(full, report);
        if (full.Rows <= FirstScreenRows)
        {
            page.Append(full);
            return true;
        }
        WriteFacts(page, report, roomy: false);
        page.Heading("Way out");
        var shown = 0;
        for (; shown < report.Fix.Count; shown++)
        {
            var step = page.Fork();
            WriteFixHead(step, report.Fix[shown], shown + 1);
            if (page.Rows + step.Rows > FirstScreenRows - 1)
                break;
            page.Append(step);
        }
        var rest = report.Fix.Count - shown;
        page.Paragraph("", Ink.Plain, 4,
            [new Run(rest > 0 ? $"{Words.Count(rest, "more step", "more steps")}, notes and checks below" : "notes and checks below", Ink.Dim)], 1);
        return false;
    }

    /// <summary>Whether there is nothing to do before something is checked: a cause that is not proven is not repaired.</summary>
    private static bool ChecksComeFirst(DiagnosisReport report) => report.Fix.Count == 0 || report.Verdict == Verdicts.Undetermined;

    /// <summary>What to know; not roomy, it leaves as many rows as possible to the commands.</summary>
    private static void WriteFacts(TextPage page, DiagnosisReport report, bool roomy)
    {
        page.Paragraph(Words.Verdict(report.Verdict) + ":", Words.VerdictInk(report.Verdict), 0, [new Run(report.Headline, Ink.Bold)], maxRows: 2);
        page.Blank();
        Run node = report.Node is null ? new Run("not known", Ink.Dim) : report.Node;
        if (roomy || string.IsNullOrEmpty(report.Scope.Text))
            Fact(page, "Node", [node], 1);
        else
            Fact(page, "Node", [node, new Run($" ({report.Scope.Text})", Ink.Dim)], 1);
        if (report.RootCause.Certificate is { } which)
        {
            CertificateFact(page, "Certificate", which, report);
        }
        else if (report.Certificates is { Client.NotAfter: null, Serving.NotAfter: null })
        {
            Fact(page, "Certificate", [new Run("neither was read", Ink.Dim)], 1);
        }
        else
        {
            CertificateFact(page, "Certificate", "client", report);
            CertificateFact(page, "", "serving", report);
        }
        var cause = report.RootCause;
        Fact(page, "Cause", [new Run(cause.Title, Ink.Bold)], roomy ? 2 : 1);
        Fact(page, "", [cause.Summary], 3);
        Fact(page, "Label", [cause.Id, $" ({cause.Confidence}, severity ", new Run(cause.Severity, Words.SeverityInk(cause.Severity)), ")"], 1);
        if (report.OtherCauses is [var other, ..])
        {
            var more = report.OtherCauses.Count > 1 ? $" and {report.OtherCauses.Count - 1} more" : "";
            Fact(page, "Also", [other.Title, new Run($" [{other.Id}]", Ink.Dim), more], 1);
        }
        if (cause.Since is { } since)
            Fact(page, "Since", [Times.StampAndRelative(since, report.EvidenceAt)], 1);
        if (cause.Change is { } change)
            Fact(page, "After", [change], roomy ? 2 : 1);
        WriteTimeLeft(page, report, roomy);
        if (roomy)
            Fact(page, "Scope", [report.Scope.Text], 1);
    }

    private static bool WriteChecksOnFirstScreen(TextPage page, DiagnosisReport report)
    {
        if (report.NextChecks.Count == 0)
            return true;
        var checks = page.Fork();
        WriteNextChecks(checks, report);
        if (page.Rows + checks.Rows <= FirstScreenRows)
        {
            page.Append(checks);
            return true;
        }
        page.Heading("Next checks");
        var shown = 0;
        for (; shown < report.NextChecks.Count; shown++)
        {
            var check = page.Fork();
            check.Command(report.NextChecks[shown].Command, 4);
            if (page.Rows + check.Rows > FirstScreenRows - 1)
                break;
            page.Append(check);
        }
        var rest = report.NextChecks.Count - shown;
        page.Paragraph("", Ink.Plain, 4,
            [new Run(rest > 0 ? $"{rest} more, and what each settles, below" : "what each settles: below", Ink.Dim)], 1);
        return false;
    }

    private static void WriteTimeLeft(TextPage page, DiagnosisReport report, bool roomy)
    {
        var outlook = report.Outlook;
        var next = roomy && outlook.NextRetry is { } retry ? $" Next try {Times.StampAndRelative(retry, report.EvidenceAt)}." : "";
        if (outlook.LostAt is { } lost)
        {
            var left = outlook.SecondsLeft ?? (long)(lost - report.EvidenceAt).TotalSeconds;
            Run amount = left > 0
                ? new Run(Times.Duration(left), left < 3_600 ? Ink.BoldRed : Ink.BoldYellow)
                : new Run("none", Ink.BoldRed);
            var until = left > 0 ? $", until {Times.Stamp(lost)}" : $", since {Times.StampAndRelative(lost, report.EvidenceAt)}";
            if (roomy)
            {
                Fact(page, "Time left", [amount, until], 1);
                Fact(page, "", [outlook.Text, next], 2);
            }
            else
            {
                Fact(page, "Time left", [amount, until, ". ", outlook.Text], 2);
            }
        }
        else
        {
            Fact(page, "Outlook", [outlook.Text, next], 2);
        }
    }

    private static void CertificateFact(TextPage page, string label, string which, DiagnosisReport report)
    {
        var certificate = which switch
        {
            "client" => report.Certificates.Client,
            "serving" => report.Certificates.Serving,
            _ => null,
        };
        if (certificate is null)
        {
            Fact(page, label, [which], 1);
            return;
        }
        var end = certificate.NotAfter is { } notAfter
            ? new Run($", {(notAfter <= report.EvidenceAt ? "ended" : "ends")} {Times.StampAndRelative(notAfter, report.EvidenceAt)}", EndInk(certificate))
            : new Run(", end not known", Ink.Dim);
        Fact(page, label, [which, $", {certificate.Stage}", end], 1);
    }

    private static Ink EndInk(CertificateReport certificate) => certificate.Expired == true ? Ink.Red : Ink.Plain;

    private static void Fact(TextPage page, string label, ReadOnlySpan<Run> text, int maxRows)
    {
        var isEmpty = true;
        foreach (var run in text)
            isEmpty &= string.IsNullOrWhiteSpace(run.Text);
        if (!isEmpty)
            page.Paragraph(label, Ink.Dim, FactIndent, text, maxRows);
    }

    private static void WriteFix(TextPage page, DiagnosisReport report, string heading = "Way out")
    {
        page.Heading(heading);
        for (var i = 0; i < report.Fix.Count; i++)
        {
            var step = report.Fix[i];
            WriteFixHead(page, step, i + 1);
            if (step.Note is { } note)
                page.Paragraph("    note:", Ink.Dim, 10, [note]);
            if (step.Verify is { } verify)
            {
                page.Paragraph("    to check:", Ink.Dim, 4, []);
                page.Command(verify, 4);
            }
        }
    }

    private static void WriteFixHead(TextPage page, FixStep step, int number)
    {
        page.Paragraph($"{number,2}.", Ink.Plain, 4, [step.Title, new Run($" ({Words.Where(step.Where)})", Ink.Dim)], 3);
        foreach (var command in step.Commands)
            page.Command(command, 4);
    }

    private static void WriteOtherCauses(TextPage page, DiagnosisReport report)
    {
        if (report.OtherCauses.Count == 0)
            return;
        page.Heading("Other causes");
        foreach (var cause in report.OtherCauses)
        {
            page.Paragraph("  -", Ink.Plain, 4, [
                new Run(cause.Title, Ink.Bold), new Run($" [{cause.Id}]", Ink.Dim),
                $" {cause.Certificate ?? "node"}, {cause.Confidence}, severity {cause.Severity}"]);
            page.Paragraph("", Ink.Plain, 4, [cause.Summary]);
            if (cause.Since is { } since)
                page.Paragraph("    since", Ink.Dim, 10, [Times.StampAndRelative(since, report.EvidenceAt)]);
        }
    }

    private static void WriteChain(TextPage page, DiagnosisReport report, bool verbose)
    {
        if (report.Chain.Count == 0)
            return;
        page.Heading("Chain");
        for (var i = 0; i < report.Chain.Count; i++)
        {
            var link = report.Chain[i];
            var time = link.Time is { } at ? ", " + Times.StampAndRelative(at, report.EvidenceAt) : "";
            page.Paragraph(i == 0 ? "" : "  ->", i == 0 ? Ink.Plain : Ink.Yellow, 5, [
                new Run(link.Text, link.Expected ? Ink.Dim : Ink.Plain),
                new Run(link.Id is { } id ? $" [{id}]" : "", Ink.Dim),
                new Run(link.Expected ? " (still to come)" : "", Ink.Yellow),
                new Run(time, Ink.Dim)]);
            if (verbose && link.Evidence is { } evidence)
                WriteQuotes(page, evidence, ChainEvidenceIndent);
        }
    }

    private static void WriteCertificates(TextPage page, DiagnosisReport report, bool verbose)
    {
        // Then the first screen has said that neither was read.
        if (!verbose && report.Certificates is { Client: { NotAfter: null, Stage: "unknown" }, Serving: { NotAfter: null, Stage: "unknown" } })
            return;
        page.Heading("Certificates");
        WriteCertificate(page, "  client", report.Certificates.Client, report.EvidenceAt);
        WriteCertificate(page, "  serving", report.Certificates.Serving, report.EvidenceAt);
        if (report.Certificates.Client.NotAfter is not null || report.Certificates.Serving.NotAfter is not null)
            page.Paragraph("", Ink.Plain, CertificateIndent, [new Run(LifeBar.Legend, Ink.Dim)]);
    }

    private static void WriteCertificate(TextPage page, string name, CertificateReport certificate, DateTimeOffset now)
    {
        page.Paragraph(name, Ink.Bold, CertificateIndent, [new Run(certificate.Stage, StageInk(certificate.Stage)), $": {certificate.StageText}"]);
        if (certificate.NotAfter is { } end)
        {
            var text = $"not after {Times.StampAndRelative(end, now)}";
            var bar = LifeBar.Draw(certificate, now, Math.Clamp(page.Width - 64, 12, 40));
            var alone = CertificateIndent + text.Length + 2 + bar.Length > page.Width;
            page.Paragraph("", Ink.Plain, CertificateIndent, alone ? [new Run(text, EndInk(certificate))] : [new Run(text, EndInk(certificate)), $"  {bar}"]);
            if (alone)
                page.Paragraph("", Ink.Plain, CertificateIndent, [bar]);
        }
        if (certificate.Subject is { } subject)
            page.Paragraph("", Ink.Plain, CertificateIndent, [new Run(certificate.Issuer is { } issuer ? $"{subject}, by {issuer}" : subject, Ink.Dim)], 3);
        if (certificate.Source is { } source)
            page.Paragraph("", Ink.Plain, CertificateIndent, [new Run($"read from {source}", Ink.Dim)], 2);
        if (certificate.LastRotation is { } rotation)
            page.Paragraph("", Ink.Plain, CertificateIndent, [new Run($"last rotated {Times.StampAndRelative(rotation, now)}", Ink.Dim)]);
        if (certificate.Csr is { } csr)
        {
            var created = csr.Created is { } at ? $", created {Times.StampAndRelative(at, now)}" : "";
            page.Paragraph("", Ink.Plain, CertificateIndent, [$"CSR {csr.Name} ", new Run(csr.Status, CsrInk(csr.Status)), $"{created} by {csr.Requestor}"], 4);
        }
    }

    private static Ink StageInk(string stage) => stage switch
    {
        "in-use" or "not-due" => Ink.Green,
        "due" or "unknown" or "not-rotated" => Ink.Yellow,
        _ => Ink.Red,
    };

    private static Ink CsrInk(string status) =>
        status.Contains("Issued", StringComparison.Ordinal) ? Ink.Green
        : status.Contains("Denied", StringComparison.Ordinal) || status.Contains("Failed", StringComparison.Ordinal) ? Ink.Red
        : Ink.Yellow;

    private static void WriteFindings(TextPage page, DiagnosisReport report)
    {
        if (report.Findings.Count == 0)
            return;
        page.Heading("Findings");
        foreach (var finding in report.Findings)
        {
            page.Paragraph($"  {DataText.Clean(finding.Severity, 10)}", Words.SeverityInk(finding.Severity), 12, [finding.Text]);
            WriteQuotes(page, finding.Evidence, 12);
        }
    }

    private static void WriteSteps(TextPage page, string title, IReadOnlyList<RunbookStep> steps, bool verbose)
    {
        if (steps.Count == 0)
            return;
        page.Heading(title);
        var numbers = 2;
        foreach (var step in steps)
            numbers = Math.Max(numbers, Math.Min(8, DataText.Clean(step.Number, 8).Length));
        var indent = numbers + 13;
        var silent = verbose ? [] : steps.Where(s => s.Outcome is "not-collected" or "not-applicable").ToList();
        if (silent.Count < SilentSteps)
            silent = [];
        foreach (var step in steps)
        {
            if (silent.Contains(step))
                continue;
            var lead = $"  {DataText.Clean(step.Number, 8).PadRight(numbers)}  {Words.Outcome(step.Outcome)}";
            page.Paragraph(lead, Words.OutcomeInk(step.Outcome), indent, [verbose ? new Run(step.Title, Ink.Bold) : step.Summary], 4);
            if (!verbose)
            {
                if (step.Outcome == "problem" && step.Evidence is [var quote, ..])
                    WriteQuote(page, quote, indent, 2);
                continue;
            }
            page.Paragraph("", Ink.Plain, indent, [step.Summary]);
            if (step.Note is { } note)
                page.Paragraph(new string(' ', indent) + "note:", Ink.Dim, indent + 6, [note]);
            WriteQuotes(page, step.Evidence, indent);
        }
        if (silent.Count > 0)
            page.Paragraph("", Ink.Plain, 2, [new Run($"{string.Join(", ", silent.Select(s => DataText.Clean(s.Number, 8)))}: the evidence tells nothing", Ink.Dim)], 2);
    }

    private static void WriteQuotes(TextPage page, IReadOnlyList<QuoteReport> quotes, int indent)
    {
        foreach (var quote in quotes)
            WriteQuote(page, quote, indent);
    }

    private static void WriteQuote(TextPage page, QuoteReport quote, int indent, int maxRows = int.MaxValue) =>
        page.Paragraph(new string(' ', indent) + ">", Ink.Dim, indent + 2,
            [new Run(DataText.Clean(quote.Source, 200), Ink.Dim), new Run(": ", Ink.Dim), DataText.Clean(quote.Text, QuoteLimit)], maxRows);

    private static void WriteTimeline(TextPage page, DiagnosisReport report, bool verbose)
    {
        if (report.Timeline.Count == 0)
            return;
        var entries = verbose ? report.Timeline : Milestones(report.Timeline);
        page.Heading("Timeline (UTC)");
        foreach (var entry in entries)
        {
            var stamp = Times.Stamp(entry.Time)[..19];
            var relative = Times.Relative(entry.Time, report.EvidenceAt);
            page.Paragraph($"  {stamp}  {relative,-11}", entry.Problem ? Ink.Red : Ink.Dim, 35, [
                new Run(entry.Text, entry.Kind == "now" ? Ink.Bold : Ink.Plain),
                new Run(verbose && entry.Source is { } source ? $"  {DataText.Clean(source, 200)}" : "", Ink.Dim)], verbose ? 8 : 2);
        }
        if (entries.Count < report.Timeline.Count)
            page.Paragraph("", Ink.Plain, 2, [new Run($"{Words.Count(report.Timeline.Count - entries.Count, "entry", "entries")} more with -v", Ink.Dim)]);
    }

    /// <summary>The entries that tell the story, in order: what belongs to the trouble first, the newest of it, then what is to come and the certificates.</summary>
    private static List<TimelineEntry> Milestones(IReadOnlyList<TimelineEntry> timeline)
    {
        var kept = timeline.OrderBy(e => e.Kind is "now" ? 0 : e.Kind is "future" ? 1 : e.Problem ? 2 : e.Kind is "certificate" ? 3 : 4)
            .ThenByDescending(e => e.Time).Take(MilestoneCount).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. timeline.Where(kept.Contains)];
    }

    private static void WriteRuledOut(TextPage page, DiagnosisReport report, bool verbose)
    {
        if (report.RuledOut.Count == 0)
            return;
        page.Heading("Ruled out");
        foreach (var cause in report.RuledOut)
        {
            page.Paragraph("  -", Ink.Plain, 4, [new Run(cause.Id, Ink.Bold), $": {cause.Reason}"], verbose ? int.MaxValue : 2);
            if (verbose)
                WriteQuotes(page, cause.Evidence, 4);
        }
    }

    private static void WriteMissing(TextPage page, DiagnosisReport report)
    {
        if (report.Missing.Count == 0)
            return;
        page.Heading("Not collected");
        foreach (var missing in report.Missing)
            page.Paragraph("  -", Ink.Plain, 4, [new Run(missing.What, Ink.Bold), $": {missing.Why}"]);
    }

    private static void WriteCandidates(TextPage page, DiagnosisReport report)
    {
        if (report.Candidates.Count == 0)
            return;
        page.Heading("Candidates");
        foreach (var candidate in report.Candidates)
        {
            var explained = candidate.ExplainedBy is { } by ? $", explained by {by}" : "";
            page.Paragraph($"  {candidate.Score:0.00}", Ink.Plain, 8, [candidate.Id, new Run($" {candidate.Certificate}{explained}", Ink.Dim)]);
        }
    }

    private static void WriteShortMissing(TextPage page, DiagnosisReport report)
    {
        if (report.Missing.Count == 0)
            return;
        page.Blank();
        page.Paragraph("Not collected", Ink.Bold, 15, [Join(report.Missing, m => m.What)], 4);
    }

    private static string Join<T>(IReadOnlyList<T> items, Func<T, string> name)
    {
        var names = new string[items.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = DataText.Clean(name(items[i]), 200);
        return string.Join(", ", names);
    }

    private static void WriteNextChecks(TextPage page, DiagnosisReport report)
    {
        page.Heading("Next checks");
        foreach (var check in report.NextChecks)
        {
            page.Paragraph("  -", Ink.Plain, 4, [check.Settles, new Run($" ({Words.Where(check.Where)})", Ink.Dim)]);
            page.Command(check.Command, 4);
        }
    }

    private static void WriteFooter(TextPage page, DiagnosisReport report, bool verbose)
    {
        page.Blank();
        page.Paragraph("", Ink.Plain, 0, [new Run($"Evidence of {Times.Stamp(report.EvidenceAt)}, {report.Generator}", Ink.Dim)], 2);
        if (!verbose)
        {
            var findings = report.Findings.Count > 0 ? $"{Words.Count(report.Findings.Count, "finding", "findings")} and " : "";
            page.Paragraph("", Ink.Plain, 0, [new Run($"Shown with -v: {findings}all evidence.", Ink.Dim)]);
        }
    }
}
