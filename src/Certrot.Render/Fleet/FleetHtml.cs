using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan as one HTML file: no script, no request to anywhere, light and dark, for desk, phone and paper.</summary>
public static class FleetHtml
{
    private const int NamesShown = 40;

    /// <summary>Writes the page with LF line ends. It is meant to be stored as UTF-8.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlText();
        HtmlReport.Begin(page, $"{Words.Verdict(report.Verdict)}: {FleetWords.Some([.. report.Clusters.Select(c => c.Context)], 3)}");
        foreach (var cluster in report.Clusters) Cluster(page, cluster);
        page.Raw("<footer><p>Report of ").Raw(HtmlReport.Time(report.GeneratedAt)).Raw(", ").Data(report.Generator, 200).Raw(".</p></footer>\n</body>\n</html>\n");
        page.WriteTo(to);
    }

    private static void Cluster(HtmlText page, ClusterReport cluster)
    {
        page.Raw("<header>\n<p class=\"badge ").Raw(Badge(cluster.Verdict)).Raw("\">").Data(Words.Verdict(cluster.Verdict)).Raw("</p>\n<h1>").Data(cluster.Context).Raw(": ").Data(FleetWords.Headline(cluster)).Raw("</h1>\n");
        if (cluster.Error is null) page.Raw("<p class=\"dim\">").Data(FleetWords.Counts(cluster)).Raw(". Seen at ").Raw(HtmlReport.Time(cluster.ScannedAt)).Raw(".</p>\n");
        page.Raw("</header>\n<main>\n");
        if (cluster.Incidents.Count > 0) page.Raw("<section>\n<h2>Incidents</h2>\n");
        for (var i = 0; i < cluster.Incidents.Count; i++) Incident(page, i, cluster.Incidents[i], cluster.ScannedAt);
        if (cluster.Incidents.Count > 0) page.Raw("</section>\n");
        Items(page, cluster);
        Nodes(page, cluster);
        if (cluster.Missing.Count > 0)
        {
            page.Raw("<section>\n<h2>Not seen</h2>\n<ul class=\"plain\">\n");
            foreach (var missing in cluster.Missing) page.Raw("<li><code>").Data(missing.What).Raw("</code>: ").Data(missing.Why).Raw("</li>\n");
            page.Raw("</ul>\n</section>\n");
        }

        page.Raw("</main>\n");
    }

    private static void Incident(HtmlText page, int place, IncidentReport incident, DateTimeOffset now)
    {
        page.Raw(FormattableString.Invariant($"<article>\n<h3>#{place + 1} ")).Raw("<span class=\"badge ").Raw(Badge(incident.Verdict)).Raw("\">").Data(Words.Verdict(incident.Verdict)).Raw("</span> ").Data(incident.Cause.Title)
            .Raw(" <code>").Data(incident.Cause.Id).Raw("</code> <span class=\"dim\">").Data(incident.Cause.Confidence).Raw("</span></h3>\n<p>").Data(FleetWords.Reach(incident, now)).Raw("</p>\n<p>").Data(incident.Cause.Summary)
            .Raw("</p>\n<p class=\"dim\">Nodes: ").Data(FleetWords.Some(incident.Nodes, NamesShown)).Raw("</p>\n");
        if (incident.Fix.Count > 0)
        {
            page.Raw("<details><summary>Way out, with the names of ").Data(incident.Example).Raw("</summary>\n");
            HtmlReport.Steps(page, incident.Fix);
            page.Raw("</details>\n");
        }

        page.Raw("</article>\n");
    }

    private static void Items(HtmlText page, ClusterReport cluster)
    {
        if (cluster.Items.Count == 0) return;
        page.Raw("<section>\n<h2>Cluster</h2>\n<table>\n<tbody>\n");
        foreach (var item in cluster.Items)
        {
            page.Raw("<tr><th scope=\"row\"><code>").Data(item.Id).Raw("</code></th><td class=\"mark ").Raw(item.Outcome switch { "pass" => "green", "fail" => "red", "warn" => "amber", _ => "dim" }).Raw("\">").Data(item.Outcome)
                .Raw("</td><td>").Data(item.Text).Raw("</td></tr>\n");
        }

        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void Nodes(HtmlText page, ClusterReport cluster)
    {
        if (cluster.Nodes.Count == 0) return;
        var now = cluster.ScannedAt;
        page.Raw("<section>\n<h2>Nodes</h2>\n<table class=\"stack fleet\">\n<caption>Worst first. What is known of a certificate comes from a handshake, a CSR, metrics or the node's files.</caption>\n<thead><tr>");
        foreach (var title in new[] { "Node", "Verdict", "Client certificate", "Serving certificate", "Lost", "Cause", "Zone", "Pool" }) page.Raw("<th scope=\"col\">").Raw(title).Raw("</th>");
        page.Raw("</tr></thead>\n<tbody>\n");
        foreach (var node in cluster.Nodes)
        {
            page.Raw("<tr><th scope=\"row\">").Data(node.Name).Raw("</th>");
            Cell(page, "Verdict").Raw("<span class=\"mark ").Raw(node.Excluded is not null ? "dim" : node.Verdict switch { Verdicts.Failing => "red", Verdicts.Healthy => "green", _ => "amber" }).Raw("\">").Data(node.Excluded is null ? Words.Verdict(node.Verdict) : "EXCLUDED").Raw("</span></td>");
            Certificate(page, "Client certificate", node.Client, now);
            Certificate(page, "Serving certificate", node.Serving, now);
            Cell(page, "Lost").Data(FleetWords.Lost(node, now)).Raw("</td>");
            Cell(page, "Cause");
            if (node.Incident is { } incident) page.Raw(FormattableString.Invariant($"#{incident + 1} <code>")).Data(node.Cause).Raw("</code>");
            else page.Data(node.Excluded ?? (node.Verdict == Verdicts.Healthy ? "-" : node.Summary), 300);
            page.Raw("</td>");
            Cell(page, "Zone").Data(node.Zone ?? "-").Raw("</td>");
            Cell(page, "Pool").Data(node.Pool ?? "-").Raw("</td></tr>\n");
        }

        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void Certificate(HtmlText page, string label, FleetCertificateReport certificate, DateTimeOffset now) =>
        Cell(page, label).Raw(certificate.Late is null ? "<span>" : "<span class=\"red\">").Data(FleetWords.Cell(certificate, now)).Raw("</span> <span class=\"dim\">").Data(certificate.Known).Raw("</span></td>");

    private static HtmlText Cell(HtmlText page, string label) => page.Raw("<td data-label=\"").Raw(label).Raw("\">");

    private static string Badge(string verdict) => verdict switch { Verdicts.Failing => "failing", Verdicts.Healthy => "healthy", _ => "warn" };
}
