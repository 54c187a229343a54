using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A preflight for a terminal: the verdict, then one line per item, what fails first on the screen by its colour.</summary>
public static class PreflightText
{
    private const int Indent = 11;

    /// <summary>Writes it with LF line ends. No line is wider than <see cref="RenderOptions.Width"/>.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, PreflightReport report, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        page.Paragraph(Words.Verdict(report.Verdict) + ":", Words.VerdictInk(report.Verdict), 0, [new Run(Headline(report), Ink.Bold)], maxRows: 3);
        page.Blank();
        foreach (var item in report.Items)
        {
            page.Paragraph($"  {DataText.Clean(item.Outcome, 10)}", OutcomeInk(item.Outcome), Indent, [new Run(item.Title, Ink.Bold), ": ", item.Text]);
            if (!options.Verbose) continue;
            foreach (var quote in item.Evidence)
                page.Paragraph(new string(' ', Indent) + ">", Ink.Dim, Indent + 2, [new Run($"{DataText.Clean(quote.Source, 200)}: ", Ink.Dim), DataText.Clean(quote.Text, 600)]);
        }

        page.Blank();
        page.Paragraph("", Ink.Plain, 0, [new Run($"Evidence of {Times.Stamp(report.EvidenceAt)}, {report.Generator}", Ink.Dim)], 2);
        page.WriteTo(to);
    }

    private static string Headline(PreflightReport report)
    {
        var node = report.Node ?? "the node";
        var failed = report.Items.Count(i => i.Outcome == "fail");
        var warned = report.Items.Count(i => i.Outcome == "warn");
        var unknown = report.Items.Count(i => i.Outcome == "unknown");
        var due = report.ClientDueFrom is { } from && report.ClientDueUntil is { } until ? $" The client certificate is due between {from:yyyy-MM-dd HH:mm} and {until:yyyy-MM-dd HH:mm} UTC." : "";
        return report.Verdict switch
        {
            Verdicts.Failing => $"{node}: something fails already; certrot diagnose tells what.",
            Verdicts.NotCertificateRelated => $"{node}: something fails already, and it is not the certificates; certrot diagnose tells what.",
            Verdicts.AtRisk => failed > 0 ? $"{node}: the next renewal will not succeed: {Words.Count(failed, "thing is", "things are")} in its way.{due}" : $"{node}: the next renewal is at risk; certrot diagnose tells why.{due}",
            Verdicts.Healthy => $"{node}: nothing stands in the way of the next renewal{(warned > 0 ? $"; {Words.Count(warned, "thing needs", "things need")} a look" : "")}.{due}",
            _ => $"{node}: whether the next renewal works is not in the evidence: {Words.Count(unknown, "thing was", "things were")} not collected.",
        };
    }

    private static Ink OutcomeInk(string outcome) => outcome switch { "pass" => Ink.Green, "fail" => Ink.Red, "warn" => Ink.Yellow, _ => Ink.Dim };
}
