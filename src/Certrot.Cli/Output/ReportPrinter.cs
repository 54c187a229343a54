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
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        ReportFormats.Write(writer, report, format, new RenderOptions { Width = Width(), Color = Color(noColor), Verbose = verbose });
    }

    /// <summary>Whether to colour: on a terminal only, and never where NO_COLOR is set.</summary>
    public static bool Color(bool noColor) =>
        !noColor && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether the terminal, where there is one, knows how to write in place.</summary>
    public static bool CanRedraw => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

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
