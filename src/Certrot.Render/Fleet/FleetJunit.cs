using System.Xml;
using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>A scan as JUnit XML, as build servers read it: a suite per cluster, a case per node and per item of the cluster.</summary>
public static class FleetJunit
{
    /// <summary>Writes the document as UTF-8 text with LF line ends.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The scan.</param>
    /// <param name="fails">Whether a verdict counts as a failure.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, FleetReport report, Func<string, bool> fails)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(fails);
        using var xml = XmlWriter.Create(to, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CloseOutput = false });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "certrot scan");
        foreach (var cluster in report.Clusters) Suite(xml, cluster, fails);
        xml.WriteEndElement();
        xml.Flush();
        to.Write('\n');
    }

    private static void Suite(XmlWriter xml, ClusterReport cluster, Func<string, bool> fails)
    {
        var failed = cluster.Nodes.Count(n => Outcome(n, fails) == "failure") + cluster.Items.Count(i => fails(Verdict(i)));
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", DataText.Clean(cluster.Context));
        xml.WriteAttributeString("timestamp", Times.Rfc3339(cluster.ScannedAt));
        xml.WriteAttributeString("tests", Number(cluster.Nodes.Count + cluster.Items.Count + 1));
        xml.WriteAttributeString("failures", Number(failed));
        xml.WriteAttributeString("errors", Number(cluster.Error is null ? 0 : 1));
        xml.WriteAttributeString("skipped", Number(cluster.Nodes.Count(n => Outcome(n, fails) == "skipped")));
        Case(xml, "cluster", "scan", cluster.Error is null ? null : "error", "scan", cluster.Error ?? "", "");
        foreach (var item in cluster.Items) Case(xml, "cluster", item.Id, fails(Verdict(item)) ? "failure" : null, item.Id, item.Text, "");
        foreach (var node in cluster.Nodes) Case(xml, "node", node.Name, Outcome(node, fails), node.Cause, node.Excluded ?? node.Summary, node.LostAt is { } lost ? $"lost at {Times.Stamp(lost)}" : "");
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, string group, string name, string? outcome, string type, string message, string more)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", group);
        xml.WriteAttributeString("name", DataText.Clean(name));
        if (outcome is not null)
        {
            xml.WriteStartElement(outcome);
            xml.WriteAttributeString("message", DataText.Clean(message));
            if (outcome != "skipped") xml.WriteAttributeString("type", DataText.Clean(type));
            xml.WriteString(more);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string? Outcome(FleetNodeReport node, Func<string, bool> fails) =>
        node.Excluded is not null ? "skipped" : fails(node.Verdict) ? "failure" : node.Verdict == Verdicts.Undetermined ? "skipped" : null;

    private static string Verdict(ClusterItemReport item) => item.Outcome switch { "fail" => Verdicts.Failing, "warn" => Verdicts.AtRisk, _ => Verdicts.Healthy };

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
