using Certrot.Reports;

namespace Certrot.Render;

/// <summary>
/// A report as one HTML file: no script, no request to anywhere (a Content-Security-Policy says so), light and dark, for desk, phone and
/// paper.
/// </summary>
public static class HtmlReport
{
    private const int QuoteLimit = 2_000;

    /// <summary>Writes the page with LF line ends. It is meant to be stored as UTF-8.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, DiagnosisReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlText();
        Begin(page, $"{Words.Verdict(report.Verdict)}: {DataText.Clean(report.Node ?? "node not known", 100)}");
        WriteHead(page, report);
        page.Raw("<main>\n");
        WriteFix(page, report);
        if (report.Fix.Count == 0)
            WriteNextChecks(page, report);
        WriteOtherCauses(page, report);
        WriteChain(page, report);
        WriteCertificates(page, report);
        WriteTimeline(page, report);
        WriteFindings(page, report);
        WriteSteps(page, "playbook", "Playbook", "The runbook's seven steps and what each one showed", report.Playbook);
        WriteSteps(page, "diagnosis", "Diagnosis", "The runbook's rules and what came of each", report.Diagnosis);
        if (report.Fix.Count > 0)
            WriteNextChecks(page, report);
        WriteRuledOut(page, report);
        WriteMissing(page, report);
        WriteCandidates(page, report);
        page.Raw("</main>\n<footer><p>Evidence of ").Raw(Time(report.EvidenceAt)).Raw(", report of ").Raw(Time(report.GeneratedAt)).Raw(", ")
            .Data(report.Generator, 200).Raw(".</p></footer>\n</body>\n</html>\n");
        page.WriteTo(to);
    }

    /// <summary>Begins a page: everything before its content.</summary>
    internal static void Begin(HtmlText page, string title) => page.Raw("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="referrer" content="no-referrer"/>
            <title>
            """).Data(title, 200).Raw("</title>\n<style>\n").Raw(HtmlStyle.Sheet).Raw("</style>\n</head>\n<body>\n");

    private static void WriteHead(HtmlText page, DiagnosisReport report)
    {
        var cause = report.RootCause;
        page.Raw("<header>\n<p class=\"badge ").Raw(report.Verdict switch
        {
            Verdicts.Failing => "failing",
            Verdicts.Healthy => "healthy",
            _ => "warn",
        }).Raw("\">").Data(Words.Verdict(report.Verdict)).Raw("</p>\n<h1>").Data(report.Headline).Raw("</h1>\n<dl class=\"facts\">\n");
        Fact(page, "Node").Data(report.Node ?? "not known").Raw("</dd>\n");
        if (cause.Certificate is { } certificate)
            Fact(page, "Certificate").Data(certificate).Raw("</dd>\n");
        Fact(page, "Cause").Raw("<strong>").Data(cause.Title).Raw("</strong> <code>").Data(cause.Id).Raw("</code><br/>").Data(cause.Summary).Raw("</dd>\n");
        Fact(page, "Confidence").Data(cause.Confidence).Raw(", severity <span class=\"").Raw(Style(Words.SeverityInk(cause.Severity))).Raw("\">")
            .Data(cause.Severity).Raw("</span></dd>\n");
        if (cause.Since is { } since)
            Fact(page, "Since").Raw(Time(since, report.EvidenceAt)).Raw("</dd>\n");
        if (cause.Change is { } change)
            Fact(page, "After").Data(change).Raw("</dd>\n");
        var outlook = report.Outlook;
        if (outlook.LostAt is { } lost)
        {
            var ahead = lost > report.EvidenceAt;
            Fact(page, ahead ? "Time left" : "Lost").Raw("<strong class=\"red\">")
                .Raw(ahead ? $"{Times.Duration(lost.ToUnixTimeSeconds() - report.EvidenceAt.ToUnixTimeSeconds())}</strong>, until " : "since</strong> ")
                .Raw(ahead ? Time(lost) : Time(lost, report.EvidenceAt)).Raw("</dd>\n");
        }
        Fact(page, "Outlook").Data(outlook.Text);
        if (outlook.NextRetry is { } retry)
            page.Raw(" Next try ").Raw(Time(retry, report.EvidenceAt)).Raw(".");
        page.Raw("</dd>\n");
        Fact(page, "Scope").Data(report.Scope.Text).Raw("</dd>\n</dl>\n");
        WriteEvidence(page, cause.Evidence);
        page.Raw("</header>\n");
    }

    private static HtmlText Fact(HtmlText page, string label) => page.Raw("<dt>").Raw(label).Raw("</dt><dd>");

    private static void WriteFix(HtmlText page, DiagnosisReport report)
    {
        if (report.Fix.Count == 0)
            return;
        Steps(Open(page, "way-out", "Way out"), report.Fix);
        page.Raw("</section>\n");
    }

    /// <summary>The steps of a way out.</summary>
    internal static void Steps(HtmlText page, IReadOnlyList<FixStep> steps)
    {
        page.Raw("<ol class=\"steps\">\n");
        foreach (var step in steps)
        {
            page.Raw("<li><h3>").Data(step.Title).Raw(" <span class=\"dim\">(").Data(Words.Where(step.Where)).Raw(")</span></h3>\n");
            if (step.Note is { } note)
                page.Raw("<p>").Data(note).Raw("</p>\n");
            if (step.Commands.Count > 0)
            {
                page.Raw("<pre tabindex=\"0\"><code>");
                for (var i = 0; i < step.Commands.Count; i++)
                    page.Raw(i > 0 ? "\n" : "").Command(step.Commands[i]);
                page.Raw("</code></pre>\n");
            }
            if (step.Verify is { } verify)
                page.Raw("<p class=\"dim\">To check:</p>\n<pre tabindex=\"0\"><code>").Command(verify).Raw("</code></pre>\n");
            page.Raw("</li>\n");
        }
        page.Raw("</ol>\n");
    }

    private static void WriteNextChecks(HtmlText page, DiagnosisReport report)
    {
        if (report.NextChecks.Count == 0)
            return;
        Open(page, "next-checks", "Next checks").Raw("<ul class=\"plain\">\n");
        foreach (var check in report.NextChecks)
        {
            page.Raw("<li>").Data(check.Settles).Raw(" <span class=\"dim\">(").Data(Words.Where(check.Where)).Raw(")</span>\n<pre tabindex=\"0\"><code>")
                .Command(check.Command).Raw("</code></pre></li>\n");
        }
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteOtherCauses(HtmlText page, DiagnosisReport report)
    {
        if (report.OtherCauses.Count == 0)
            return;
        Open(page, "other-causes", "Other causes").Raw("<ul class=\"plain\">\n");
        foreach (var cause in report.OtherCauses)
        {
            page.Raw("<li><strong>").Data(cause.Title).Raw("</strong> <code>").Data(cause.Id).Raw("</code> <span class=\"dim\">")
                .Data(cause.Certificate ?? "node").Raw(", ").Data(cause.Confidence).Raw(", severity ").Data(cause.Severity).Raw("</span><br/>")
                .Data(cause.Summary);
            if (cause.Since is { } since)
                page.Raw(" Since ").Raw(Time(since, report.EvidenceAt)).Raw(".");
            WriteEvidence(page, cause.Evidence);
            page.Raw("</li>\n");
        }
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteChain(HtmlText page, DiagnosisReport report)
    {
        if (report.Chain.Count == 0)
            return;
        Open(page, "chain", "From the cause to what people see").Raw("<ol class=\"chain\">\n");
        foreach (var link in report.Chain)
        {
            page.Raw(link.Expected ? "<li class=\"expected\">" : "<li>").Data(link.Text);
            if (link.Id is { } id)
                page.Raw(" <code>").Data(id).Raw("</code>");
            if (link.Expected)
                page.Raw(" <span class=\"amber\">(still to come)</span>");
            if (link.Time is { } time)
                page.Raw(" <span class=\"dim\">").Raw(Time(time, report.EvidenceAt)).Raw("</span>");
            if (link.Evidence is { } evidence)
                WriteEvidence(page, evidence);
            page.Raw("</li>\n");
        }
        page.Raw("</ol>\n</section>\n");
    }

    private static void WriteCertificates(HtmlText page, DiagnosisReport report)
    {
        Open(page, "certificates", "Certificates").Raw("<table class=\"stack\">\n<caption>How far the renewal of each one came</caption>\n")
            .Raw("<thead><tr><th scope=\"col\">Certificate</th><th scope=\"col\">Stage</th><th scope=\"col\">Not after</th><th scope=\"col\">Newest CSR</th></tr></thead>\n<tbody>\n");
        WriteCertificate(page, "client", report.Certificates.Client, report.EvidenceAt);
        WriteCertificate(page, "serving", report.Certificates.Serving, report.EvidenceAt);
        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void WriteCertificate(HtmlText page, string name, CertificateReport certificate, DateTimeOffset now)
    {
        page.Raw("<tr><th scope=\"row\">").Raw(name).Raw("</th><td><strong>").Data(certificate.Stage).Raw("</strong><br/>").Data(certificate.StageText);
        if (certificate.Subject is { } subject)
        {
            page.Raw("<br/><span class=\"dim\">").Data(subject);
            if (certificate.Issuer is { } issuer)
                page.Raw(", by ").Data(issuer);
            page.Raw("</span>");
        }
        if (certificate.Source is { } source)
            page.Raw("<br/><span class=\"dim\">from ").Data(source).Raw("</span>");
        page.Raw("</td><td data-label=\"Not after\">");
        if (certificate.NotAfter is { } end)
            page.Raw(certificate.Expired == true ? "<strong class=\"red\">" : "<strong>").Raw(Time(end, now)).Raw("</strong>");
        else
            page.Raw("not known");
        if (certificate.LastRotation is { } rotation)
            page.Raw("<br/><span class=\"dim\">last rotated ").Raw(Time(rotation, now)).Raw("</span>");
        page.Raw("</td><td data-label=\"Newest CSR\">");
        if (certificate.Csr is { } csr)
        {
            page.Raw("<code>").Data(csr.Name).Raw("</code> ").Data(csr.Status);
            if (csr.Created is { } created)
                page.Raw("<br/><span class=\"dim\">created ").Raw(Time(created, now)).Raw("</span>");
            page.Raw("<br/><span class=\"dim\">by ").Data(csr.Requestor).Raw("</span>");
        }
        else
        {
            page.Raw("none known");
        }
        page.Raw("</td></tr>\n");
    }

    private static void WriteTimeline(HtmlText page, DiagnosisReport report)
    {
        var hasBar = report.Certificates.Client.NotAfter is not null || report.Certificates.Serving.NotAfter is not null;
        if (report.Timeline.Count == 0 && !hasBar)
            return;
        Open(page, "timeline", "Timeline").Raw("<figure>\n");
        TimelineDrawing.Write(page, report, narrow: false);
        TimelineDrawing.Write(page, report, narrow: true);
        page.Raw("<figcaption>All times UTC. Each bar has its own scale: grey is past, the outlined part is the rotation window (70 % to 90 % of the life).</figcaption>\n</figure>\n");
        if (report.Timeline.Count > 0)
        {
            page.Raw("<details><summary>").Raw(Words.Count(report.Timeline.Count, "entry", "entries"))
                .Raw(" in words</summary>\n<table class=\"stack\">\n<caption>What happened when, oldest first (UTC)</caption>\n")
                .Raw("<thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Kind</th><th scope=\"col\">What</th><th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
            foreach (var entry in report.Timeline)
            {
                page.Raw("<tr><td class=\"nowrap\">").Raw(Time(entry.Time)).Raw("<br/><span class=\"dim\">").Raw(Times.Relative(entry.Time, report.EvidenceAt))
                    .Raw("</span></td><td class=\"nowrap\">").Data(entry.Kind).Raw("</td><td>").Raw(entry.Problem ? "<strong class=\"red\">" : "<span>")
                    .Data(entry.Text, QuoteLimit).Raw(entry.Problem ? "</strong>" : "</span>").Raw("</td><td><code>").Data(entry.Source, 200).Raw("</code></td></tr>\n");
            }
            page.Raw("</tbody>\n</table>\n</details>\n");
        }
        page.Raw("</section>\n");
    }

    private static void WriteFindings(HtmlText page, DiagnosisReport report)
    {
        if (report.Findings.Count == 0)
            return;
        Open(page, "findings", "Findings").Raw("<ul class=\"plain\">\n");
        foreach (var finding in report.Findings)
        {
            page.Raw("<li><span class=\"mark ").Raw(Style(Words.SeverityInk(finding.Severity))).Raw("\">").Data(finding.Severity).Raw("</span> ").Data(finding.Text);
            WriteEvidence(page, finding.Evidence);
            page.Raw("</li>\n");
        }
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteSteps(HtmlText page, string id, string title, string caption, IReadOnlyList<RunbookStep> steps)
    {
        if (steps.Count == 0)
            return;
        Open(page, id, title).Raw("<table class=\"stack\">\n<caption>").Raw(caption)
            .Raw("</caption>\n<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Outcome</th><th scope=\"col\">What</th></tr></thead>\n<tbody>\n");
        foreach (var step in steps)
        {
            page.Raw("<tr><th scope=\"row\">").Data(step.Number).Raw("</th><td class=\"mark ").Raw(Style(Words.OutcomeInk(step.Outcome))).Raw("\">")
                .Data(Words.Outcome(step.Outcome)).Raw("</td><td><span class=\"dim\">").Data(step.Title).Raw("</span><br/>").Data(step.Summary);
            if (step.Note is { } note)
                page.Raw("<p class=\"dim\">Note: ").Data(note).Raw("</p>");
            WriteEvidence(page, step.Evidence);
            page.Raw("</td></tr>\n");
        }
        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void WriteRuledOut(HtmlText page, DiagnosisReport report)
    {
        if (report.RuledOut.Count == 0)
            return;
        Open(page, "ruled-out", "Ruled out").Raw("<ul class=\"plain\">\n");
        foreach (var cause in report.RuledOut)
        {
            page.Raw("<li><code>").Data(cause.Id).Raw("</code> ").Data(cause.Reason);
            WriteEvidence(page, cause.Evidence);
            page.Raw("</li>\n");
        }
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteMissing(HtmlText page, DiagnosisReport report)
    {
        if (report.Missing.Count == 0)
            return;
        Open(page, "not-collected", "Not collected").Raw("<ul class=\"plain\">\n");
        foreach (var missing in report.Missing)
            page.Raw("<li><code>").Data(missing.What).Raw("</code> ").Data(missing.Why).Raw("</li>\n");
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteCandidates(HtmlText page, DiagnosisReport report)
    {
        if (report.Candidates.Count == 0)
            return;
        Open(page, "candidates", "Candidates").Raw("<ul class=\"plain\">\n");
        foreach (var candidate in report.Candidates)
        {
            page.Raw("<li>").Raw(candidate.Score.ToString("0.00")).Raw(" <code>").Data(candidate.Id).Raw("</code> ").Data(candidate.Certificate);
            if (candidate.ExplainedBy is { } by)
                page.Raw(" <span class=\"dim\">explained by ").Data(by).Raw("</span>");
            page.Raw("</li>\n");
        }
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteEvidence(HtmlText page, IReadOnlyList<QuoteReport> quotes)
    {
        if (quotes.Count == 0)
            return;
        page.Raw("\n<details><summary>").Raw(Words.Count(quotes.Count, "piece of evidence", "pieces of evidence")).Raw("</summary>\n");
        foreach (var quote in quotes)
        {
            page.Raw("<p class=\"dim\"><code>").Data(quote.Source, 300).Raw("</code>");
            if (quote.Time is { } time)
                page.Raw(" ").Raw(Time(time));
            page.Raw("</p><pre class=\"quote\">").Data(quote.Text, QuoteLimit).Raw("</pre>\n");
        }
        page.Raw("</details>\n");
    }

    private static HtmlText Open(HtmlText page, string id, string title) =>
        page.Raw($"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n");

    internal static string Time(DateTimeOffset time) => $"<time datetime=\"{Times.Rfc3339(time)}\">{Times.Stamp(time)}</time>";

    private static string Time(DateTimeOffset time, DateTimeOffset now) => $"{Time(time)} ({Times.Relative(time, now)})";

    private static string Style(Ink ink) => ink switch
    {
        Ink.Red => "red",
        Ink.Yellow => "amber",
        Ink.Green => "green",
        _ => "dim",
    };
}
