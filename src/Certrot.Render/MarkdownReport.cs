using System.Text;
using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A report to paste into a ticket: CommonMark with GitHub's tables, commands in fenced blocks.</summary>
public static class MarkdownReport
{
    private const int QuoteLimit = 400;

    /// <summary>Writes the report with LF line ends.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, DiagnosisReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder(16 * 1024);
        WriteHead(page, report);
        WriteFix(page, report);
        WriteOtherCauses(page, report);
        WriteChain(page, report);
        WriteCertificates(page, report);
        WriteEvidence(page, report);
        WriteSteps(page, "Playbook", report.Playbook);
        WriteSteps(page, "Diagnosis", report.Diagnosis);
        WriteTimeline(page, report);
        WriteRuledOut(page, report);
        WriteMissing(page, report);
        WriteNextChecks(page, report);
        page.Append("\n---\n\nEvidence of ").Append(Times.Stamp(report.EvidenceAt)).Append(", report of ").Append(Times.Stamp(report.GeneratedAt))
            .Append(", ").Append(MarkdownText.Escape(report.Generator)).Append('\n');
        to.Write(page);
    }

    private static void WriteHead(StringBuilder page, DiagnosisReport report)
    {
        var cause = report.RootCause;
        page.Append("## ").Append(MarkdownText.Escape(Words.Verdict(report.Verdict))).Append(": ").Append(MarkdownText.Escape(report.Headline)).Append("\n\n");
        page.Append("| | |\n|---|---|\n");
        Row(page, "Node", report.Node is null ? "not known" : MarkdownText.CodeCell(report.Node));
        Row(page, "Certificate", MarkdownText.Escape(cause.Certificate ?? "both, or neither alone"));
        Row(page, "Cause", $"**{MarkdownText.Escape(cause.Title)}** ({MarkdownText.CodeCell(cause.Id)})");
        Row(page, "", MarkdownText.Escape(cause.Summary));
        Row(page, "Confidence", $"{MarkdownText.Escape(cause.Confidence)}, severity {MarkdownText.Escape(cause.Severity)}");
        if (cause.Since is { } since)
            Row(page, "Since", Times.StampAndRelative(since, report.EvidenceAt));
        if (cause.Change is { } change)
            Row(page, "After", MarkdownText.Escape(change));
        if (report.Outlook.LostAt is { } lost)
            Row(page, lost > report.EvidenceAt ? "Time left until" : "Lost since", Times.StampAndRelative(lost, report.EvidenceAt));
        Row(page, "Outlook", MarkdownText.Escape(report.Outlook.Text));
        if (report.Outlook.NextRetry is { } retry)
            Row(page, "Next try", Times.StampAndRelative(retry, report.EvidenceAt));
        Row(page, "Scope", MarkdownText.Escape(report.Scope.Text));
    }

    private static void WriteFix(StringBuilder page, DiagnosisReport report)
    {
        if (report.Fix.Count == 0)
            return;
        Heading(page, "Way out");
        for (var i = 0; i < report.Fix.Count; i++)
        {
            var step = report.Fix[i];
            page.Append("**").Append(i + 1).Append(". ").Append(MarkdownText.Escape(step.Title)).Append("** (")
                .Append(MarkdownText.Escape(Words.Where(step.Where))).Append(")\n\n");
            if (step.Note is { } note)
                page.Append("Note: ").Append(MarkdownText.Escape(note)).Append("\n\n");
            if (step.Commands.Count > 0)
                Commands(page, step.Commands);
            if (step.Verify is { } verify)
            {
                page.Append("To check:\n\n");
                Commands(page, [verify]);
            }
        }
        // One blank line between blocks, none at the end: the next heading brings its own.
        page.Length--;
    }

    private static void WriteOtherCauses(StringBuilder page, DiagnosisReport report)
    {
        if (report.OtherCauses.Count == 0)
            return;
        Heading(page, "Other causes");
        foreach (var cause in report.OtherCauses)
        {
            page.Append("- **").Append(MarkdownText.Escape(cause.Title)).Append("** (").Append(MarkdownText.Code(cause.Id)).Append(", ")
                .Append(MarkdownText.Escape(cause.Certificate ?? "node")).Append(", ").Append(MarkdownText.Escape(cause.Confidence)).Append("): ")
                .Append(MarkdownText.Escape(cause.Summary)).Append('\n');
        }
    }

    private static void WriteChain(StringBuilder page, DiagnosisReport report)
    {
        if (report.Chain.Count == 0)
            return;
        Heading(page, "Chain");
        for (var i = 0; i < report.Chain.Count; i++)
        {
            var link = report.Chain[i];
            page.Append(i + 1).Append(". ").Append(MarkdownText.Escape(link.Text));
            if (link.Id is { } id)
                page.Append(" (").Append(MarkdownText.Code(id)).Append(')');
            if (link.Time is { } time)
                page.Append(", ").Append(Times.StampAndRelative(time, report.EvidenceAt));
            if (link.Expected)
                page.Append(" *(still to come)*");
            page.Append('\n');
        }
    }

    private static void WriteCertificates(StringBuilder page, DiagnosisReport report)
    {
        Heading(page, "Certificates");
        page.Append("| | Stage | Not after | CSR |\n|---|---|---|---|\n");
        WriteCertificate(page, "client", report.Certificates.Client, report.EvidenceAt);
        WriteCertificate(page, "serving", report.Certificates.Serving, report.EvidenceAt);
    }

    private static void WriteCertificate(StringBuilder page, string name, CertificateReport certificate, DateTimeOffset now)
    {
        var bar = LifeBar.Draw(certificate, now, 20);
        page.Append("| ").Append(name).Append(" | ").Append(MarkdownText.CodeCell(certificate.Stage)).Append(": ").Append(MarkdownText.Escape(certificate.StageText))
            .Append(" | ").Append(certificate.NotAfter is { } end ? Times.StampAndRelative(end, now) : "not known")
            .Append(bar.Length > 0 ? "<br>" + MarkdownText.CodeCell(bar) : "").Append(" | ");
        if (certificate.Csr is { } csr)
        {
            page.Append(MarkdownText.CodeCell(csr.Name)).Append(' ').Append(MarkdownText.Escape(csr.Status));
            if (csr.Created is { } created)
                page.Append(", ").Append(Times.StampAndRelative(created, now));
            page.Append(", by ").Append(MarkdownText.CodeCell(csr.Requestor));
        }
        else
        {
            page.Append("none known");
        }
        page.Append(" |\n");
    }

    private static void WriteEvidence(StringBuilder page, DiagnosisReport report)
    {
        if (report.Findings.Count == 0 && report.RootCause.Evidence.Count == 0)
            return;
        Heading(page, "Evidence");
        if (report.RootCause.Evidence.Count > 0)
        {
            page.Append("For the cause:\n\n");
            Quotes(page, report.RootCause.Evidence);
        }
        if (report.Findings.Count > 0 && report.RootCause.Evidence.Count > 0)
            page.Append('\n');
        foreach (var finding in report.Findings)
        {
            page.Append("- **").Append(MarkdownText.Escape(finding.Severity)).Append("** ").Append(MarkdownText.Escape(finding.Text)).Append('\n');
            foreach (var quote in finding.Evidence)
            {
                page.Append("  - ").Append(MarkdownText.Code(quote.Source)).Append(' ')
                    .Append(MarkdownText.Code(DataText.Clean(quote.Text, QuoteLimit))).Append('\n');
            }
        }
    }

    private static void WriteSteps(StringBuilder page, string title, IReadOnlyList<RunbookStep> steps)
    {
        if (steps.Count == 0)
            return;
        Heading(page, title);
        page.Append("| | Outcome | Asked | Found |\n|---|---|---|---|\n");
        foreach (var step in steps)
        {
            var outcome = MarkdownText.Escape(Words.Outcome(step.Outcome));
            page.Append("| ").Append(MarkdownText.Escape(step.Number)).Append(" | ").Append(step.Outcome == "problem" ? $"**{outcome}**" : outcome)
                .Append(" | ").Append(MarkdownText.Escape(step.Title)).Append(" | ").Append(MarkdownText.Escape(step.Summary));
            if (step.Note is { } note)
                page.Append("<br>Note: ").Append(MarkdownText.Escape(note));
            page.Append(" |\n");
        }
    }

    private static void WriteTimeline(StringBuilder page, DiagnosisReport report)
    {
        if (report.Timeline.Count == 0)
            return;
        Heading(page, "Timeline");
        page.Append("| Time (UTC) | | What | Where |\n|---|---|---|---|\n");
        foreach (var entry in report.Timeline)
        {
            var text = MarkdownText.Escape(entry.Text, 1_000);
            page.Append("| ").Append(Times.Stamp(entry.Time)[..19]).Append(" | ").Append(Times.Relative(entry.Time, report.EvidenceAt)).Append(" | ")
                .Append(entry.Problem ? $"**{text}**" : text).Append(" | ").Append(MarkdownText.CodeCell(entry.Source)).Append(" |\n");
        }
    }

    private static void WriteRuledOut(StringBuilder page, DiagnosisReport report)
    {
        if (report.RuledOut.Count == 0)
            return;
        Heading(page, "Ruled out");
        foreach (var cause in report.RuledOut)
            page.Append("- ").Append(MarkdownText.Code(cause.Id)).Append(": ").Append(MarkdownText.Escape(cause.Reason)).Append('\n');
    }

    private static void WriteMissing(StringBuilder page, DiagnosisReport report)
    {
        if (report.Missing.Count == 0)
            return;
        Heading(page, "Not collected");
        foreach (var missing in report.Missing)
            page.Append("- ").Append(MarkdownText.Code(missing.What)).Append(": ").Append(MarkdownText.Escape(missing.Why)).Append('\n');
    }

    private static void WriteNextChecks(StringBuilder page, DiagnosisReport report)
    {
        if (report.NextChecks.Count == 0)
            return;
        Heading(page, "Next checks");
        foreach (var check in report.NextChecks)
        {
            page.Append(MarkdownText.Escape(check.Settles)).Append(" (").Append(MarkdownText.Escape(Words.Where(check.Where))).Append(")\n\n");
            Commands(page, [check.Command]);
        }
        page.Length--;
    }

    private static void Heading(StringBuilder page, string title) => page.Append("\n### ").Append(title).Append("\n\n");

    private static void Row(StringBuilder page, string label, string markdown) =>
        page.Append("| ").Append(label).Append(" | ").Append(markdown).Append(" |\n");

    private static void Quotes(StringBuilder page, IReadOnlyList<QuoteReport> quotes)
    {
        var text = new StringBuilder();
        foreach (var quote in quotes)
            text.Append(DataText.Clean(quote.Source, 200)).Append(": ").Append(DataText.Clean(quote.Text, QuoteLimit)).Append('\n');
        Fenced(page, "text", text.ToString());
    }

    private static void Commands(StringBuilder page, IReadOnlyList<string> commands)
    {
        var text = new StringBuilder();
        foreach (var command in commands)
            text.Append(DataText.CleanCommand(command)).Append('\n');
        Fenced(page, "sh", text.ToString());
        page.Append('\n');
    }

    private static void Fenced(StringBuilder page, string language, string text)
    {
        var fence = MarkdownText.Fence(text);
        page.Append(fence).Append(language).Append('\n').Append(text).Append(fence).Append('\n');
    }
}
