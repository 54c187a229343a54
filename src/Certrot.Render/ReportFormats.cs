using Certrot.Reports;

namespace Certrot.Render;

/// <summary>The forms of a diagnosis by their names.</summary>
public static class ReportFormats
{
    /// <summary>Their names; the first is for people at a terminal.</summary>
    public static IReadOnlyList<string> Names { get; } = ["text", "json", "yaml", "markdown", "html"];

    /// <summary>Writes a report, as UTF-8 with LF line ends.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="format">One of <see cref="Names"/>; text for any other.</param>
    /// <param name="options">How text is laid out.</param>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(StreamWriter to, DiagnosisReport report, string format, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        switch (format)
        {
            case "json": JsonReport.Write(to.BaseStream, report); break;
            case "yaml": YamlReport.Write(to, report); break;
            case "markdown": MarkdownReport.Write(to, report); break;
            case "html": HtmlReport.Write(to, report); break;
            default: TextReport.Write(to, report, options); break;
        }
    }
}
