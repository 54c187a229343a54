using System.Text;
using Certrot.Render;
using Certrot.Render.Fleet;
using Certrot.Reports;

namespace Certrot.Cli.Output;

/// <summary>
/// A page that is drawn anew in place, with the newest changes below, on the terminal's second screen (xterm, private mode 1049). At the end the first screen comes
/// back, with the page as it was last.
/// </summary>
/// <param name="noColor">No colours.</param>
/// <param name="verbose">All nodes and all steps.</param>
internal sealed class WatchScreen(bool noColor, bool verbose) : IWatchView
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string RestOfLine = "\u001b[K";
    private const string RestOfScreen = "\u001b[J";
    private const int Remembered = 100;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly List<string> recent = [];
    private readonly TextWriter screen = Console.Out;
    private FleetReport? last;
    private long drawnAt;

    public void Show(string context, IReadOnlyList<NodeTransition> changes, Func<FleetReport> reports, bool isFirst)
    {
        if (!isFirst) recent.AddRange(changes.Select(c => FleetChangeText.Line(c, context)));
        if (recent.Count > Remembered) recent.RemoveRange(0, recent.Count - Remembered);
        if (last is not null && !isFirst && TimeProvider.System.GetElapsedTime(drawnAt) < Shortest) return;
        if (last is null) screen.Write(Enter);
        last = reports();
        drawnAt = TimeProvider.System.GetTimestamp();
        Draw(last);
    }

    /// <summary>The page has it.</summary>
    public void Say(string text)
    {
    }

    public void Dispose()
    {
        if (last is null) return;
        screen.Write(Leave);
        screen.Write(Page(last));
        screen.Flush();
    }

    private void Draw(FleetReport report)
    {
        var (width, height) = (ReportPrinter.Width(), Height());
        var shown = Math.Min(recent.Count, Math.Max(2, height / 4));
        var page = Page(report).Split('\n');
        var room = Math.Max(1, height - 1 - (shown > 0 ? shown + 2 : 0));
        var text = new StringBuilder(Home);
        foreach (var line in page.Take(page.Length > room ? room - 1 : room)) text.Append(line).Append(RestOfLine).Append('\n');
        if (page.Length > room) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  ... {page.Length - room + 1} lines more: a taller terminal, or certrot scan without --watch").Append(RestOfLine).Append('\n');
        if (shown > 0)
        {
            text.Append(RestOfLine).Append("\nChanges").Append(RestOfLine).Append('\n');
            foreach (var line in recent.TakeLast(shown)) text.Append(line.Length > width ? line[..width] : line).Append(RestOfLine).Append('\n');
        }

        screen.Write(text.Append(RestOfScreen).ToString());
        screen.Flush();
    }

    private string Page(FleetReport report)
    {
        using var text = new StringWriter();
        FleetText.Write(text, report, new RenderOptions { Width = ReportPrinter.Width(), Color = ReportPrinter.Color(noColor), Verbose = verbose });
        return text.ToString();
    }

    private static int Height()
    {
        try
        {
            return Math.Clamp(Console.WindowHeight, 10, 500);
        }
        catch (IOException)
        {
            return 24;
        }
    }
}
