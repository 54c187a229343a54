using System.Runtime.InteropServices;

namespace Certrot.Logs;

/// <summary>
/// The header that klog writes in front of text: <c>Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg</c>, where the thread id is the process id,
/// right-aligned in seven places (k8s.io/klog/v2, klog.go, <c>formatHeader</c>).
/// </summary>
/// <param name="Severity">First letter.</param>
/// <param name="Month">Month.</param>
/// <param name="Day">Day of the month.</param>
/// <param name="TimeOfDay">Local time of day in ticks.</param>
/// <param name="Pid">Process id.</param>
/// <param name="TextStart">Where the message begins, counted from the header's first byte.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KlogHeader(byte Severity, int Month, int Day, long TimeOfDay, int Pid, int TextStart)
{
    /// <summary>Where the process id's field begins, with the space before it: eight bytes.</summary>
    public const int PidField = 21;

    /// <summary>Whether a text can begin with a header; true for each that does.</summary>
    public static bool CanStart(ReadOnlySpan<byte> text) =>
        text.Length > PidField + 2 && text[0] is (byte)'I' or (byte)'W' or (byte)'E' or (byte)'F' && text[5] == ' ' && text[8] == ':' && text[14] == '.';

    /// <summary>Reads a header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out KlogHeader header)
    {
        header = default;
        if (!CanStart(text))
            return false;
        int month = LineClock.TwoDigits(text[1..]);
        int day = LineClock.TwoDigits(text[3..]);
        if (month is < 1 or > 12 || day is < 1 or > 31)
            return false;
        if (!LineClock.TryTimeOfDay(text[6..], out long timeOfDay, out int length) || 6 + length != PidField || text[PidField] != ' ')
            return false;

        int at = PidField;
        while (at < text.Length && text[at] == ' ')
            at++;
        long pid = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9 && pid < int.MaxValue)
            pid = (pid * 10) + (text[at++] - '0');
        int bracket = text[at..].IndexOf((byte)']');
        int start = bracket < 0 ? at : at + bracket + 1;
        if (start < text.Length && text[start] == ' ')
            start++;
        header = new KlogHeader(text[0], month, day, timeOfDay, pid > int.MaxValue ? 0 : (int)pid, start);
        return true;
    }
}
