using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan for a terminal: incidents first, then what concerns the cluster, then the nodes, worst first.</summary>
public static class FleetText
{
    /// <summary>A healthy node is worth a row only where there are few.</summary>
    private const int FewNodes = 30;

    private const int MostRows = 200;
    private const int FewReasons = 8;
    private const int NamesShown = 6;
    private const int Wide = 140;

    /// <summary>Writes it with LF line ends. Rows of the table are cut to the screen; commands never are.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The scan.</param>
    /// <param name="options">How. Verbose shows all nodes, and the way out of every incident in full.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, FleetReport report, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        for (var i = 0; i < report.Clusters.Count; i++)
        {
            if (i > 0) page.Blank();
            Cluster(page, report.Clusters[i], options.Verbose);
        }

        page.WriteTo(to);
    }

    private static void Cluster(TextPage page, ClusterReport cluster, bool verbose)
    {
        page.Paragraph(Words.Verdict(cluster.Verdict) + ":", Words.VerdictInk(cluster.Verdict), 0, [new Run($"{cluster.Context}: {FleetWords.Headline(cluster)}", Ink.Bold)], 4);
        if (cluster.Error is null) page.Paragraph("", Ink.Plain, 0, [new Run($"{FleetWords.Counts(cluster)}. Seen at {Times.Stamp(cluster.ScannedAt)}.", Ink.Dim)]);
        for (var i = 0; i < cluster.Incidents.Count; i++) Incident(page, cluster, i, verbose);
        Items(page, cluster, verbose);
        Nodes(page, cluster, verbose);
        if (cluster.Missing.Count == 0) return;
        page.Heading("Not seen");
        foreach (var reason in cluster.Missing.GroupBy(m => m.Why, StringComparer.Ordinal)) page.Paragraph("  -", Ink.Plain, 4, [$"{FleetWords.Some([.. reason.Select(m => m.What)], NamesShown)}: {reason.Key}"]);
    }

    private static void Incident(TextPage page, ClusterReport cluster, int place, bool verbose)
    {
        var incident = cluster.Incidents[place];
        page.Blank();
        page.Paragraph($"#{place + 1} {Words.Verdict(incident.Verdict)}", Words.VerdictInk(incident.Verdict), 0, [new Run(incident.Cause.Title, Ink.Bold), new Run($" [{incident.Cause.Id}, {incident.Cause.Confidence}]", Ink.Dim)]);
        page.Paragraph("", Ink.Plain, 3, [FleetWords.Reach(incident, cluster.ScannedAt)]);
        page.Paragraph("", Ink.Plain, 3, [incident.Cause.Summary]);
        page.Paragraph("", Ink.Plain, 3, [new Run($"Nodes: {FleetWords.Some(incident.Nodes, verbose ? int.MaxValue : NamesShown)}", Ink.Dim)]);
        if (incident.Fix.Count == 0) return;
        var steps = verbose ? incident.Fix.Count : Math.Min(incident.Fix.Count, 2);
        for (var i = 0; i < steps; i++)
        {
            var step = incident.Fix[i];
            page.Paragraph($"   {i + 1}.", Ink.Plain, 6, [step.Title, new Run($" ({Words.Where(step.Where)})", Ink.Dim)]);
            foreach (var command in step.Commands) page.Command(command, 6);
            if (verbose && step.Note is { } note) page.Paragraph("      note:", Ink.Dim, 12, [note]);
        }

        if (steps < incident.Fix.Count) page.Paragraph("", Ink.Plain, 3, [new Run($"{Words.Count(incident.Fix.Count - steps, "more step", "more steps")}: certrot diagnose {incident.Example}{Context(cluster)}", Ink.Dim)]);
    }

    private static string Context(ClusterReport cluster) => cluster.Context.Contains('/', StringComparison.Ordinal) || cluster.Context.Contains(' ', StringComparison.Ordinal) ? "" : $" --context {DataText.Clean(cluster.Context)}";

    private static void Items(TextPage page, ClusterReport cluster, bool verbose)
    {
        var shown = cluster.Items.Where(i => verbose || i.Outcome != "unknown").ToList();
        if (shown.Count == 0) return;
        page.Heading("Cluster");
        foreach (var item in shown)
        {
            page.Paragraph($"  {item.Outcome}", item.Outcome switch { "pass" => Ink.Green, "warn" => Ink.Yellow, "fail" => Ink.Red, _ => Ink.Dim }, 11, [item.Text]);
            if (!verbose) continue;
            foreach (var quote in item.Evidence) page.Paragraph("           >", Ink.Dim, 13, [new Run($"{quote.Source}: {quote.Text}", Ink.Dim)]);
        }
    }

    private static void Nodes(TextPage page, ClusterReport cluster, bool verbose)
    {
        var rows = cluster.Nodes.Where(n => verbose || cluster.Nodes.Count <= FewNodes || n.Verdict != Verdicts.Healthy || n.Excluded is not null).Take(verbose ? int.MaxValue : MostRows).ToList();
        if (rows.Count > 0)
        {
            page.Heading("Nodes");
            Table(page, cluster, rows);
        }

        Reasons(page, rows, verbose);

        if (rows.Count < cluster.Nodes.Count) page.Paragraph("", Ink.Plain, 2, [new Run($"{Words.Count(cluster.Nodes.Count - rows.Count, "node", "nodes")} more: -v or -o csv shows all", Ink.Dim)]);
    }

    /// <summary>Why a node that is in no incident is not healthy: the table has no room for it.</summary>
    private static void Reasons(TextPage page, List<FleetNodeReport> rows, bool verbose)
    {
        var alone = rows.Where(n => n is { Incident: null, Excluded: null } && n.Verdict != Verdicts.Healthy).ToList();
        foreach (var node in alone.Take(verbose ? int.MaxValue : FewReasons)) page.Paragraph($"  {DataText.Clean(node.Name)}:", Words.VerdictInk(node.Verdict), 4, [node.Summary]);
        if (!verbose && alone.Count > FewReasons) page.Paragraph("", Ink.Plain, 2, [new Run($"and {alone.Count - FewReasons} more: -v shows why", Ink.Dim)]);
    }

    private static void Table(TextPage page, ClusterReport cluster, List<FleetNodeReport> rows)
    {
        var now = cluster.ScannedAt;
        var columns = new List<(string Title, Func<FleetNodeReport, string> Cell, Func<FleetNodeReport, Ink> Ink)>
        {
            ("NODE", n => n.Name, _ => Ink.Plain),
            ("VERDICT", n => n.Excluded is null ? Words.Verdict(n.Verdict == Verdicts.NotCertificateRelated ? "other" : n.Verdict) : "EXCLUDED", n => n.Excluded is null ? Words.VerdictInk(n.Verdict) : Ink.Dim),
            ("CLIENT", n => FleetWords.Cell(n.Client, now), n => n.Client.Late is null ? Ink.Plain : Ink.Red),
            ("SERVING", n => FleetWords.Cell(n.Serving, now), n => n.Serving.Late is null ? Ink.Plain : Ink.Red),
            ("LOST", n => FleetWords.Lost(n, now), n => n.LostAt is null ? Ink.Dim : Ink.Red),
        };
        if (page.Width >= Wide)
        {
            columns.Add(("KNOWN BY", n => $"{n.Client.Known}, {n.Serving.Known}", _ => Ink.Dim));
            columns.Add(("RENEWAL", n => n.Preflight, n => n.Preflight switch { "pass" => Ink.Green, "fail" => Ink.Red, "warn" => Ink.Yellow, _ => Ink.Dim }));
            if (rows.Exists(n => n.Zone is not null)) columns.Add(("ZONE", n => n.Zone ?? "-", _ => Ink.Plain));
            if (rows.Exists(n => n.Pool is not null)) columns.Add(("POOL", n => n.Pool ?? "-", _ => Ink.Plain));
        }

        columns.Add(("CAUSE", n => n.Excluded ?? (n.Verdict == Verdicts.Healthy ? "-" : n.Incident is { } i ? $"#{i + 1} {n.Cause}" : n.Cause == "insufficient-evidence" ? "see below" : n.Cause), _ => Ink.Plain));
        page.Table([.. columns.Select(c => c.Title)], [.. rows.Select(r => columns.Select(c => new Run(c.Cell(r), c.Ink(r))).ToArray())], indent: 2);
    }
}
