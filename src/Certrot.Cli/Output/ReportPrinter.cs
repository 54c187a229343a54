using System.Text;
using Certrot.Render;
using Certrot.Reports;

namespace Certrot.Cli.Output;

/// <summary>Writes a report to standard output in the form that was asked for.</summary>
internal static class ReportPrinter
{
    private const int WidthOfPipe = 100;

    public static void Print(DiagnosisReport report, string format, bool verbose, bool noColor)
    {
        using var stream = Console.OpenStandardOutput();
        if (format == "json")
        {
            JsonReport.Write(stream, report);
            stream.WriteByte((byte)'\n');
            return;
        }

        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        switch (format)
        {
            case "yaml": YamlReport.Write(writer, report); break;
            case "markdown": MarkdownReport.Write(writer, report); break;
            case "html": HtmlReport.Write(writer, report); break;
            default:
                var color = !noColor && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
                TextReport.Write(writer, report, new RenderOptions { Width = Width(), Color = color, Verbose = verbose });
                break;
        }
    }

    /// <summary>Columns of the screen: COLUMNS, else the terminal's, else 100.</summary>
    public static int Width()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns is >= 40 and <= 500) return columns;
        if (Console.IsOutputRedirected) return WidthOfPipe;
        try
        {
            return Math.Clamp(Console.WindowWidth, 40, 500);
        }
        catch (IOException)
        {
            return WidthOfPipe;
        }
    }
}
