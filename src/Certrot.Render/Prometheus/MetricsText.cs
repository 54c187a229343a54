using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Certrot.Render.Prometheus;

/// <summary>
/// Writes metrics as Prometheus reads them: text format 0.0.4 (prometheus.io, exposition formats), or OpenMetrics 1.0, whose counters are named without <c>_total</c> in
/// their metadata, which has units, and which ends with <c># EOF</c>. Not safe for concurrent use.
/// </summary>
/// <param name="to">Where to, as UTF-8 with LF line ends.</param>
/// <param name="openMetrics">Whether it is OpenMetrics.</param>
public sealed class MetricsText(IBufferWriter<byte> to, bool openMetrics = false)
{
    /// <summary>The media type of the Prometheus text format.</summary>
    public const string Prometheus = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The media type of OpenMetrics.</summary>
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static readonly string[] units = ["seconds", "bytes"];

    private byte[] name = [];

    /// <summary>Begins a family; the samples that follow are of it.</summary>
    /// <param name="family">Its name.</param>
    /// <param name="kind">Its type.</param>
    /// <param name="help">What it is, in one line.</param>
    public void Family(string family, MetricKind kind, string help)
    {
        ArgumentNullException.ThrowIfNull(family);
        name = Encoding.UTF8.GetBytes(family);
        var described = openMetrics && kind == MetricKind.Counter ? family[..^"_total".Length] : family;
        var unit = openMetrics && Array.Find(units, u => described.EndsWith("_" + u, StringComparison.Ordinal)) is { } ends ? $"# UNIT {described} {ends}\n" : "";
        Write($"# HELP {described} {help}\n# TYPE {described} {kind.ToString().ToLowerInvariant()}\n{unit}");
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="labels">As <see cref="Labels"/> makes them, or several such one after the other with commas between; empty for none.</param>
    /// <param name="value">Its value.</param>
    public void Sample(ReadOnlySpan<byte> labels, double value) => Sample("", labels, value);

    /// <summary>Writes a sample of a family that has several, such as a histogram.</summary>
    /// <param name="suffix">What is added to the family's name.</param>
    /// <param name="labels">As for the other.</param>
    /// <param name="value">Its value.</param>
    public void Sample(string suffix, ReadOnlySpan<byte> labels, double value)
    {
        ArgumentNullException.ThrowIfNull(suffix);
        const int roomOfValue = 40;
        var room = to.GetSpan(name.Length + suffix.Length + labels.Length + roomOfValue);
        name.CopyTo(room);
        var at = name.Length;
        at += Encoding.ASCII.GetBytes(suffix, room[at..]);
        if (labels.Length > 0)
        {
            room[at++] = (byte)'{';
            labels.CopyTo(room[at..]);
            at += labels.Length;
            room[at++] = (byte)'}';
        }

        room[at++] = (byte)' ';
        at += Number(value, room[at..]);
        room[at++] = (byte)'\n';
        to.Advance(at);
    }

    /// <summary>Ends the text.</summary>
    public void End()
    {
        if (openMetrics) Write("# EOF\n");
    }

    /// <summary>Labels as they stand between the braces. Values are data: control characters are shown, and what the format means otherwise is escaped.</summary>
    public static byte[] Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"").Append(DataText.Clean(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static int Number(double value, Span<byte> room)
    {
        var special = double.IsPositiveInfinity(value) ? "+Inf"u8 : double.IsNegativeInfinity(value) ? "-Inf"u8 : double.IsNaN(value) ? "NaN"u8 : default;
        special.CopyTo(room);
        if (special.Length > 0) return special.Length;
        // Whole numbers, such as times, are most of all.
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15 && Utf8Formatter.TryFormat((long)value, room, out var whole)) return whole;
        value.TryFormat(room, out var written, "R", CultureInfo.InvariantCulture);
        return written;
    }

    private void Write(string text) => to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
