using Certrot.Reports;

namespace Certrot.Render;

/// <summary>
/// The timeline as SVG: each certificate's life as a bar on its own linear scale, and what happened on one scale that is linear near now and
/// logarithmic far from it, so that seconds and months fit. Labels never overlap: each event has its own row, and the bars' labels move to
/// another row where they would.
/// </summary>
internal sealed class TimelineDrawing
{
    private const double CharacterWidth = 7.3;
    private const double LabelRow = 16;
    private const double BarHeight = 14;

    private static readonly (long Seconds, string Text)[] Ticks =
        [(60, "1m"), (600, "10m"), (3_600, "1h"), (21_600, "6h"), (86_400, "1d"), (604_800, "7d"), (2_592_000, "30d"), (31_536_000, "1y"), (315_360_000, "10y")];

    private readonly HtmlText _svg = new();
    private readonly DiagnosisReport _report;
    private readonly DateTimeOffset _now;
    private readonly bool _narrow;
    private readonly double _width;
    private double _y;
    private int _left;

    private TimelineDrawing(DiagnosisReport report, bool narrow)
    {
        _report = report;
        _now = report.EvidenceAt;
        _narrow = narrow;
        _width = narrow ? 360 : 1_000;
    }

    /// <summary>Draws for a desk (1000 units wide) or for a phone (360).</summary>
    public static void Write(HtmlText page, DiagnosisReport report, bool narrow)
    {
        var drawing = new TimelineDrawing(report, narrow);
        drawing.DrawBar("client", report.Certificates.Client);
        drawing.DrawBar("serving", report.Certificates.Serving);
        drawing.DrawEvents();
        var name = narrow ? "narrow" : "wide";
        page.Raw($"<svg class=\"{name}\" role=\"img\" aria-labelledby=\"svg-{name}\" viewBox=\"-8 0 ").Number(drawing._width + 16).Raw(" ").Number(drawing._y).Raw("\">\n")
            .Raw($"<title id=\"svg-{name}\">Certificate lifetimes and events around {Times.Stamp(report.EvidenceAt)}; the table below has the same in words</title>\n")
            .Append(drawing._svg).Raw("</svg>\n");
    }

    private void DrawBar(string name, CertificateReport certificate)
    {
        if (certificate.NotBefore is not { } start || certificate.NotAfter is not { } end || end <= start)
            return;
        Text(0, _y + 14, "b", $"{name}: {DataText.Clean(certificate.Stage, 30)}", anchor: "start");
        _y += 24;

        // Far outside the life, now stands at the edge instead of pressing the bar flat.
        var life = (end - start).TotalSeconds;
        var at = (_now - start).TotalSeconds;
        var from = Math.Clamp(at, -life * 0.3, 0);
        var to = Math.Clamp(at, life, life * 1.3);
        double X(DateTimeOffset time) => (Math.Clamp((time - start).TotalSeconds, from, to) - from) / (to - from) * _width;

        List<Label> above = [new(X(_now), $"now {_now.UtcDateTime:HH:mm:ss}", "nowt")];
        if (certificate.LastRotation is { } rotation && rotation > start && rotation < end)
            above.Add(new Label(X(rotation), "last rotated", "d"));
        var csr = certificate.Csr?.Created is { } created && created >= start && created <= end ? created : (DateTimeOffset?)null;
        if (csr is { } asked)
            above.Add(new Label(X(asked), $"CSR {DataText.Clean(certificate.Csr!.Status, 30)}", ""));
        List<Label> below = [new(X(start), $"from {Stamp(start)}", "d"), new(X(end), $"to {Stamp(end)}", certificate.Expired == true ? "r b" : "b")];
        if (certificate.RotationWindow is [var first, var last])
            below.Add(new Label((X(first) + X(last)) / 2, $"rotation window, from {Stamp(first)}", "d"));

        _y = Place(above, _y, upwards: true) + 4;
        Rectangle("left", X(start), _y, X(end) - X(start), BarHeight);
        if (_now > start)
            Rectangle("past", X(start), _y, X(_now < end ? _now : end) - X(start), BarHeight);
        if (certificate.RotationWindow is [var opens, var closes])
            Rectangle("win", X(opens), _y + 1.5, X(closes) - X(opens), BarHeight - 3);
        if (csr is { } mark)
            Mark("csr", X(mark), _y + BarHeight / 2, "m");
        Line("now", X(_now), _y - 5, X(_now), _y + BarHeight + 5);
        _y = Place(below, _y + BarHeight + 4, upwards: false) + 14;
    }

    private string Stamp(DateTimeOffset time) => _narrow ? Times.Stamp(time)[..16] : Times.Stamp(time)[..19];

    /// <summary>Puts labels into rows so that none overlaps; returns the lower edge.</summary>
    private double Place(List<Label> labels, double top, bool upwards)
    {
        var rows = new List<List<(double Left, double Right)>>();
        var placed = new List<(Label Label, double Left, int Row)>();
        foreach (var label in labels)
        {
            var width = Math.Min(_width, Columns.Of(label.Text) * CharacterWidth);
            var left = Math.Clamp(label.X - width / 2, 0, _width - width);
            var row = 0;
            while (row < rows.Count && Overlaps(rows[row], left, left + width))
                row++;
            if (row == rows.Count)
                rows.Add([]);
            rows[row].Add((left, left + width));
            placed.Add((label, label.X - width / 2 < 0 ? 0 : label.X + width / 2 > _width ? _width : label.X, row));
        }
        foreach (var (label, x, row) in placed)
        {
            var line = upwards ? rows.Count - 1 - row : row;
            Text(x, top + line * LabelRow + 12, label.Style, label.Text, x <= 0 ? "start" : x >= _width ? "end" : "middle");
        }
        return top + rows.Count * LabelRow;
    }

    private static bool Overlaps(List<(double Left, double Right)> row, double left, double right)
    {
        foreach (var other in row)
        {
            if (left < other.Right + 8 && right > other.Left - 8)
                return true;
        }
        return false;
    }

    private void DrawEvents()
    {
        var shown = Choose(_narrow ? 10 : 18);
        if (shown.Count == 0)
            return;
        double low = 0;
        double high = 0;
        foreach (var entry in shown)
        {
            low = Math.Min(low, Scale(entry.Time));
            high = Math.Max(high, Scale(entry.Time));
        }
        var span = Math.Max(high - low, 1);
        low -= span * 0.04;
        high += span * 0.04;
        var left = _narrow ? 0 : 150.0;
        var right = _narrow ? _width : 460.0;
        double X(double scaled) => left + (scaled - low) / (high - low) * (right - left);

        Text(0, _y + 14, "b", "what happened", anchor: "start");
        _y += 20;
        var lines = DrawTicks(low, high, X);
        var top = _y;
        // The rows come after the lines behind them: their height has to be known first.
        var rows = new List<(TimelineEntry Entry, List<string> Text, double Y)>();
        var textWidth = _narrow ? _width : _width - right - 16;
        foreach (var entry in shown)
        {
            var text = Wrap(DataText.Clean(entry.Text, 400), (int)(textWidth / CharacterWidth), 2);
            rows.Add((entry, text, _y));
            _y += _narrow ? 34 + text.Count * 15 : 8 + text.Count * 15;
        }
        if (!_narrow)
        {
            foreach (var x in lines)
                Line("grid", x, top, x, _y);
            Line("now", X(0), top, X(0), _y);
        }
        foreach (var (entry, text, y) in rows)
        {
            var style = entry.Problem ? "r" : "";
            var center = _narrow ? y + 8 : y + 9;
            if (_narrow)
            {
                // Where the text stands below the track, long lines would cross it.
                Line("grid", 0, center, _width, center);
                foreach (var x in lines)
                    Line("grid", x, center - 5, x, center + 5);
                Line("now", X(0), center - 8, X(0), center + 8);
            }
            Mark(entry.Kind, X(Scale(entry.Time)), center, entry.Time > _now ? "f" : entry.Problem ? "p" : "m");
            Text(0, _narrow ? y + 28 : y + 13, "d", Times.Stamp(entry.Time)[..19] + (_narrow ? $"  ({Times.Relative(entry.Time, _now)})" : ""), "start");
            for (var i = 0; i < text.Count; i++)
                Text(_narrow ? 0 : right + 16, (_narrow ? y + 43 : y + 13) + i * 15, style, text[i], "start");
        }
        DrawLegend(shown);
    }

    /// <summary>Entries that fit, oldest first: problems before others, near ones before far ones.</summary>
    private List<TimelineEntry> Choose(int most)
    {
        var entries = new List<(TimelineEntry Entry, int Index)>();
        for (var i = 0; i < _report.Timeline.Count; i++)
        {
            if (_report.Timeline[i].Kind != "now")
                entries.Add((_report.Timeline[i], i));
        }
        if (entries.Count > most)
        {
            entries.Sort((a, b) => a.Entry.Problem != b.Entry.Problem ? (a.Entry.Problem ? -1 : 1)
                : (a.Entry.Time - _now).Duration().CompareTo((b.Entry.Time - _now).Duration()));
            _left = entries.Count - most;
            entries.RemoveRange(most, entries.Count - most);
        }
        entries.Sort((a, b) => a.Entry.Time != b.Entry.Time ? a.Entry.Time.CompareTo(b.Entry.Time) : a.Index.CompareTo(b.Index));
        return entries.ConvertAll(e => e.Entry);
    }

    private double Scale(DateTimeOffset time)
    {
        var seconds = (time - _now).TotalSeconds;
        return Math.Sign(seconds) * Math.Log(1 + Math.Abs(seconds) / 60);
    }

    private List<double> DrawTicks(double low, double high, Func<double, double> position)
    {
        var lines = new List<double>();
        var taken = new List<(double Left, double Right)>();
        Tick(0, "now", "nowt");
        foreach (var (seconds, text) in Ticks)
        {
            var scaled = Math.Log(1 + seconds / 60.0);
            Tick(-scaled, text + " ago", "d");
            Tick(scaled, "in " + text, "d");
        }
        _y += 20;
        return lines;

        void Tick(double scaled, string text, string style)
        {
            if (scaled < low || scaled > high)
                return;
            var x = position(scaled);
            var half = text.Length * CharacterWidth / 2;
            if (x - half < -4 || x + half > _width || Overlaps(taken, x - half, x + half))
                return;
            taken.Add((x - half, x + half));
            if (scaled != 0)
                lines.Add(x);
            Text(x, _y + 12, style, text, "middle");
        }
    }

    private void DrawLegend(List<TimelineEntry> shown)
    {
        var kinds = new List<string>();
        foreach (var entry in shown)
        {
            var kind = entry.Kind == "csr" ? "CSR" : DataText.Clean(entry.Kind, 20);
            if (entry.Kind != "future" && !kinds.Contains(kind))
                kinds.Add(kind);
        }
        double x = 6;
        _y += 8;
        foreach (var kind in kinds)
            Item(kind == "CSR" ? "csr" : kind, "m", kind);
        Item("log", "p", "red: part of the trouble");
        Item("log", "f", "hollow: still to come");
        _y += 22;
        if (_left > 0)
        {
            Text(0, _y + 12, "d", $"{Words.Count(_left, "more entry", "more entries")} in the list below", "start");
            _y += 20;
        }

        void Item(string kind, string style, string text)
        {
            var width = 14 + text.Length * CharacterWidth + 16;
            if (x + width > _width && x > 6)
            {
                x = 6;
                _y += 20;
            }
            Mark(kind, x, _y + 8, style);
            Text(x + 12, _y + 12, "d", text, "start");
            x += width;
        }
    }

    private void Mark(string kind, double x, double y, string style)
    {
        switch (kind)
        {
            case "csr":
                Rectangle(style, x - 5, y - 5, 10, 10);
                break;
            case "certificate":
                Polygon(style, (x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y));
                break;
            case "event":
                Polygon(style, (x, y - 6), (x + 6.5, y + 5), (x - 6.5, y + 5));
                break;
            case "node":
                Polygon(style, (x - 6.5, y - 5), (x + 6.5, y - 5), (x, y + 6));
                break;
            case "control-plane":
                Polygon(style, (x - 3, y - 6), (x + 3, y - 6), (x + 6, y), (x + 3, y + 6), (x - 3, y + 6), (x - 6, y));
                break;
            default:
                _svg.Raw("<circle class=\"").Data(style).Raw("\"").Attribute("cx", x).Attribute("cy", y).Attribute("r", 5.5).Raw("/>\n");
                break;
        }
    }

    private static List<string> Wrap(string text, int columns, int most)
    {
        var lines = new List<string>();
        while (text.Length > 0)
        {
            var fit = Columns.Fit(text, columns);
            if (fit >= text.Length)
            {
                lines.Add(text);
                break;
            }
            if (lines.Count == most - 1)
            {
                lines.Add(text[..Columns.Fit(text, columns - 3)].TrimEnd() + "...");
                break;
            }
            var space = text.LastIndexOf(' ', fit);
            var end = space > fit / 2 ? space : fit;
            lines.Add(text[..end]);
            text = text[end..].TrimStart();
        }
        if (lines.Count == 0)
            lines.Add("");
        return lines;
    }

    private void Rectangle(string style, double x, double y, double width, double height) =>
        _svg.Raw("<rect class=\"").Raw(style).Raw("\"").Attribute("x", x).Attribute("y", y).Attribute("width", Math.Max(width, 0.5))
            .Attribute("height", height).Raw("/>\n");

    private void Line(string style, double x1, double y1, double x2, double y2) =>
        _svg.Raw("<line class=\"").Raw(style).Raw("\"").Attribute("x1", x1).Attribute("y1", y1).Attribute("x2", x2).Attribute("y2", y2).Raw("/>\n");

    private void Polygon(string style, params ReadOnlySpan<(double X, double Y)> points)
    {
        _svg.Raw("<polygon class=\"").Raw(style).Raw("\" points=\"");
        foreach (var (x, y) in points)
            _svg.Number(x).Raw(",").Number(y).Raw(" ");
        _svg.Raw("\"/>\n");
    }

    private void Text(double x, double y, string style, string data, string anchor)
    {
        _svg.Raw("<text").Attribute("x", x).Attribute("y", y);
        if (style.Length > 0)
            _svg.Raw(" class=\"").Raw(style).Raw("\"");
        if (anchor != "start")
            _svg.Raw(" text-anchor=\"").Raw(anchor).Raw("\"");
        _svg.Raw(">").Data(data).Raw("</text>\n");
    }

    private readonly record struct Label(double X, string Text, string Style);
}
