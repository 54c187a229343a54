using Certrot.Reports;

namespace Certrot.Render;

/// <summary>
/// A certificate's life on one line: <c>[#####=====|--&gt;]</c>. <c>#</c> is past, <c>=</c> the rotation window, <c>|</c> now, <c>-</c>
/// what is left, <c>&gt;</c> the end; before and after the life, <c>|</c> stands outside the brackets.
/// </summary>
internal static class LifeBar
{
    public const string Legend = "# past, = rotation window, | now, - left, > end";

    /// <summary>The bar with <paramref name="cells"/> cells between its brackets; empty where the life is not known.</summary>
    public static string Draw(CertificateReport certificate, DateTimeOffset now, int cells)
    {
        if (certificate.NotBefore is not { } start || certificate.NotAfter is not { } end || end <= start || cells < 4)
            return "";
        var bar = new char[cells];
        var at = Cell(now, start, end, cells - 1);
        Array.Fill(bar, '-');
        if (now >= start)
            Array.Fill(bar, '#', 0, Math.Clamp(at, 0, cells - 1));
        if (certificate.RotationWindow is [var from, var to])
        {
            var first = Math.Clamp(Cell(from, start, end, cells - 1), 0, cells - 2);
            var last = Math.Clamp(Cell(to, start, end, cells - 1), first + 1, cells - 1);
            Array.Fill(bar, '=', first, last - first);
        }
        bar[cells - 1] = '>';
        if (now < start)
            return "| [" + new string(bar) + "]";
        if (now >= end)
            return "[" + new string(bar) + "] |";
        bar[Math.Clamp(at, 0, cells - 2)] = '|';
        return "[" + new string(bar) + "]";
    }

    private static int Cell(DateTimeOffset time, DateTimeOffset start, DateTimeOffset end, int cells)
    {
        var share = (time - start).TotalSeconds / (end - start).TotalSeconds;
        return (int)Math.Clamp(Math.Floor(share * cells), -1, cells);
    }
}
