using System.Buffers.Binary;
using System.Buffers.Text;

namespace Certrot.Logs;

/// <summary>
/// Takes a line apart: its wrapping (journald, docker, CRI, a time in front), the klog header, klog's JSON or logrus' fields. Each line is
/// taken for itself, so that a file may mix all of them; only the export format of journald needs what earlier lines said.
/// </summary>
internal sealed class LineDecoder(LineClock clock)
{
    // Room for a line of the greatest length and the quotes that rendering adds.
    private const int ScratchSize = LogScan.LongestLine + 4096;
    private const int DeepestWrapping = 4;

    private readonly byte[] plain = new byte[ScratchSize];
    private readonly byte[] unwrapped = new byte[ScratchSize];
    private readonly byte[] unwrappedAgain = new byte[ScratchSize];
    private readonly byte[] rendered = new byte[ScratchSize];
    private readonly byte[] identifier = new byte[64];
    private long exportTicks;
    private int exportPid;
    private int exportIdentifier;
    private bool inExport;
    private bool exportBinary;
    private int likeOffset = -1;
    private ulong likeHour;
    private long likeHourTicks;
    private LineFormat likeFormat;
    private int likeKlogPid;
    private int likeWrapperPid;

    /// <summary>
    /// Takes a line apart that stands in the same wrapping, and was written by the same process in the same hour, as the last one that
    /// <see cref="Decode"/> took apart. The caller knows about the process by its signature; all else is looked at here.
    /// </summary>
    public bool TryDecodeAlike(ReadOnlySpan<byte> line, int signatureOffset, out LogLine result)
    {
        result = default;
        int header = signatureOffset - KlogHeader.PidField;
        if (header != likeOffset || header < 0 || line.Length < signatureOffset + sizeof(ulong))
            return false;
        ReadOnlySpan<byte> text = line[header..];
        if (BinaryPrimitives.ReadUInt64LittleEndian(text[1..]) != likeHour || text[0] is not ((byte)'I' or (byte)'W' or (byte)'E' or (byte)'F'))
            return false;
        if (!LineClock.TryMinutes(text["Lmmdd hh:".Length..KlogHeader.PidField], out long ticks))
            return false;
        int bracket = text[(KlogHeader.PidField + sizeof(ulong))..].IndexOf((byte)']');
        if (bracket < 0 || line.Contains((byte)0x1B))
            return false;
        int start = KlogHeader.PidField + sizeof(ulong) + bracket + 1;
        if (start < text.Length && text[start] == ' ')
            start++;
        ReadOnlySpan<byte> message = text[start..];
        if (!message.IsEmpty && message[^1] == '\r')
            message = message[..^1];
        result.Text = message;
        result.TextOffset = header + start;
        result.Format = likeFormat;
        result.Severity = text[0];
        result.Ticks = likeHourTicks + ticks;
        result.KlogPid = likeKlogPid;
        result.WrapperPid = likeWrapperPid;
        result.SignatureOffset = signatureOffset;
        return true;
    }

    /// <summary>Takes a line apart.</summary>
    public LogLine Decode(ReadOnlySpan<byte> line)
    {
        LogLine result = new() { SignatureOffset = -1 };
        likeOffset = -1;
        ReadOnlySpan<byte> text = line;
        int offset = 0;
        bool direct = true;
        if (!text.IsEmpty && text[^1] == '\r')
            text = text[..^1];
        if (text.Contains((byte)0x1B))
        {
            int length = Escapes.RemoveAnsi(text, plain);
            text = plain.AsSpan(0, length);
            direct = false;
            result.Opaque = true;
        }

        if (text.StartsWith("\uFEFF"u8))
        {
            text = text[3..];
            offset = 3;
        }

        if (text.IsEmpty)
        {
            Reset();
            result.TextOffset = offset;
            return result;
        }

        long wrapper = 0;
        bool exact = false;
        if (exportBinary)
        {
            // A field with line breaks: its name, then eight bytes of length, then the value.
            exportBinary = false;
            Advance(ref text, ref offset, Math.Min(8, text.Length));
            result.Format = LineFormat.JournalExport;
            wrapper = exportTicks;
            exact = wrapper != 0;
        }

        for (int depth = 0; depth < DeepestWrapping && !text.IsEmpty; depth++)
        {
            byte first = text[0];
            if (KlogHeader.TryRead(text, out KlogHeader header))
            {
                SetFormat(ref result, LineFormat.Klog);
                result.Severity = header.Severity;
                result.KlogPid = header.Pid;
                result.Ticks = clock.OfHeader(header.Month, header.Day, header.TimeOfDay, exact ? wrapper : 0);
                if (direct)
                {
                    result.SignatureOffset = offset + KlogHeader.PidField;
                    RememberAlike(text, header, result, offset, depth, exact ? wrapper : 0);
                }

                Advance(ref text, ref offset, header.TextStart);
                break;
            }

            if (first is (byte)' ' or (byte)'\t' && depth == 0)
            {
                ReadOnlySpan<byte> trimmed = text.TrimStart(" \t"u8);
                if (!trimmed.IsEmpty && trimmed[0] is >= (byte)'A' and <= (byte)'Z' or (byte)'{' or >= (byte)'0' and <= (byte)'9' && CanBeWrapped(trimmed))
                {
                    Advance(ref text, ref offset, text.Length - trimmed.Length);
                    continue;
                }

                break;
            }

            if (first == '{')
            {
                if (!UnwrapJson(ref text, ref result, ref wrapper, ref direct, ref exact, offset, out bool final) || final)
                    break;
                offset = -1;
                continue;
            }

            if (first is >= (byte)'0' and <= (byte)'9')
            {
                if (!UnwrapTimestamp(ref text, ref offset, ref result, ref wrapper))
                    break;
                exact = true;
                continue;
            }

            if (text.StartsWith("time=\""u8))
            {
                if (ReadLogrus(ref text, ref result, ref wrapper, direct ? offset : -1))
                {
                    exact = true;
                    direct = false;
                }

                break;
            }

            if (depth == 0 && UnwrapExportField(ref text, ref offset, ref result, ref wrapper))
            {
                exact = wrapper != 0;
                if (result.IsField)
                    break;
                continue;
            }

            if (first is >= (byte)'A' and <= (byte)'Z' && UnwrapSyslog(ref text, ref offset, ref result, ref wrapper, ref exact))
                continue;
            break;
        }

        if (result.Ticks == 0)
            result.Ticks = wrapper;
        if (result.Format == LineFormat.Unknown && IsUnitHeading(text))
            result.Format = LineFormat.SystemctlStatus;
        result.Text = text;
        result.TextOffset = direct ? offset : -1;
        return result;
    }

    /// <summary>Forgets what earlier lines of an export entry said.</summary>
    public void Reset()
    {
        inExport = false;
        exportTicks = 0;
        exportPid = 0;
        exportIdentifier = 0;
        exportBinary = false;
    }

    private void RememberAlike(ReadOnlySpan<byte> text, in KlogHeader header, in LogLine line, int offset, int depth, long wrapper)
    {
        // Only where the header's own time counts, and where nothing in front of it matters: not the tag of a CRI line, not an export entry.
        bool isPlain = depth == 0 || line.Format is LineFormat.JournalShort or LineFormat.JournalShortPrecise or LineFormat.JournalShortIso;
        if (!isPlain || line.Ticks == 0 || line.Ticks == wrapper)
            return;
        likeOffset = offset;
        likeHour = BinaryPrimitives.ReadUInt64LittleEndian(text[1..]);
        likeHourTicks = line.Ticks - (header.TimeOfDay % TimeSpan.TicksPerHour);
        likeFormat = line.Format;
        likeKlogPid = line.KlogPid;
        likeWrapperPid = line.WrapperPid;
    }

    private static void Advance(ref ReadOnlySpan<byte> text, ref int offset, int by)
    {
        text = text[by..];
        if (offset >= 0)
            offset += by;
    }

    private static void SetFormat(ref LogLine line, LineFormat format)
    {
        if (line.Format == LineFormat.Unknown)
            line.Format = format;
    }

    private static bool CanBeWrapped(ReadOnlySpan<byte> text) =>
        KlogHeader.CanStart(text) || text[0] == '{' || LineClock.Month(text) != 0 || LineClock.TryIso(text, out _, out _);

    private static bool IsUnitHeading(ReadOnlySpan<byte> text) =>
        (text.StartsWith("● "u8) || text.StartsWith("○ "u8) || text.StartsWith("× "u8) || text.StartsWith("* "u8)) && text.IndexOf(".service"u8) > 0;

    private bool UnwrapJson(
        ref ReadOnlySpan<byte> text, ref LogLine result, ref long wrapper, ref bool direct, ref bool exact, int offset, out bool final)
    {
        final = false;
        ReadOnlySpan<byte> log = default;
        ReadOnlySpan<byte> journal = default;
        ReadOnlySpan<byte> message = default;
        ReadOnlySpan<byte> stamp = default;
        ReadOnlySpan<byte> stream = default;
        ReadOnlySpan<byte> time = default;
        ReadOnlySpan<byte> realtime = default;
        ReadOnlySpan<byte> name = default;
        int pid = 0;
        bool hasLog = false;
        bool hasJournal = false;
        bool journalIsString = false;
        bool hasMessage = false;
        JsonFields fields = new(text);
        while (fields.Next())
        {
            switch (fields.Name)
            {
                case var n when n.SequenceEqual("log"u8):
                    log = fields.Value;
                    hasLog = fields.IsString;
                    break;
                case var n when n.SequenceEqual("stream"u8):
                    stream = fields.Value;
                    break;
                case var n when n.SequenceEqual("time"u8):
                    time = fields.Value;
                    break;
                case var n when n.SequenceEqual("MESSAGE"u8):
                    journal = fields.Value;
                    hasJournal = true;
                    journalIsString = fields.IsString;
                    break;
                case var n when n.SequenceEqual("__REALTIME_TIMESTAMP"u8):
                    realtime = fields.Value;
                    break;
                case var n when n.SequenceEqual("_PID"u8) || n.SequenceEqual("SYSLOG_PID"u8):
                    if (pid == 0 && Utf8Parser.TryParse(fields.Value, out int value, out _) && value > 0)
                        pid = value;
                    break;
                case var n when n.SequenceEqual("SYSLOG_IDENTIFIER"u8):
                    name = fields.Value;
                    break;
                case var n when n.SequenceEqual("msg"u8):
                    message = fields.Value;
                    hasMessage = fields.IsString;
                    break;
                case var n when n.SequenceEqual("ts"u8):
                    stamp = fields.Value;
                    break;
            }
        }

        if (hasJournal)
        {
            byte[] target = direct ? unwrapped : unwrappedAgain;
            int length = journalIsString ? Escapes.Undo(journal, target) : ReadByteArray(journal, target);
            result.Opaque |= !journalIsString;
            SetFormat(ref result, LineFormat.JournalJson);
            if (Utf8Parser.TryParse(realtime, out long micros, out _) && LineClock.FromUnixMicroseconds(micros) is > 0 and long ticks)
            {
                wrapper = ticks;
                exact = true;
            }

            result.WrapperPid = pid;
            result.Identifier = name;
            text = target.AsSpan(0, length).TrimEnd("\n"u8);
            direct = false;
            return true;
        }

        if (hasLog && !(stream.IsEmpty && time.IsEmpty))
        {
            byte[] target = direct ? unwrapped : unwrappedAgain;
            int length = Escapes.Undo(log, target);
            SetFormat(ref result, LineFormat.DockerJson);
            if (LineClock.TryIso(time, out long ticks, out _))
            {
                wrapper = ticks;
                exact = true;
            }

            // A klog header stands in the line as it is, so that the process id can be seen without decoding.
            if (direct && offset >= 0 && text.StartsWith("{\"log\":\""u8))
                result.SignatureOffset = KlogHeader.CanStart(log) ? offset + 8 + KlogHeader.PidField : offset;
            text = target.AsSpan(0, length).TrimEnd("\r\n"u8);
            direct = false;
            return true;
        }

        if (hasMessage && !stamp.IsEmpty)
        {
            final = true;
            SetFormat(ref result, LineFormat.KlogJson);
            ReadKlogJson(ref text, ref result, stamp, message);
            if (direct)
                result.SignatureOffset = SignatureBefore(offset);
            direct = false;
            return true;
        }

        return false;
    }

    // Where a wrapping stands before the message, its last eight bytes hold the process id.
    private static int SignatureBefore(int offset) => offset >= 8 ? offset - 8 : 0;

    private void ReadKlogJson(ref ReadOnlySpan<byte> text, ref LogLine result, ReadOnlySpan<byte> stamp, ReadOnlySpan<byte> message)
    {
        // Milliseconds since the epoch; the first releases with this format wrote seconds.
        if (Utf8Parser.TryParse(stamp, out double number, out int used) && used == stamp.Length)
            result.Ticks = LineClock.FromUnixMicroseconds((long)Math.Clamp(Math.Round(number * (number < 1e11 ? 1e6 : 1e3)), 0, 9e18));
        else if (LineClock.TryIso(stamp, out long ticks, out _))
            result.Ticks = ticks;

        LineWriter writer = new(rendered);
        writer.Add("\""u8);
        writer.AddUnescaped(message, trim: true);
        writer.Add("\""u8);
        bool isError = true;
        JsonFields fields = new(text);
        while (fields.Next())
        {
            if (fields.Name.SequenceEqual("v"u8))
                isError = false;
            if (fields.Name.SequenceEqual("err"u8))
            {
                result.Severity = (byte)'E';
                Render(ref writer, fields);
            }
        }

        if (result.Severity == 0)
            result.Severity = isError ? (byte)'E' : (byte)'I';
        fields = new JsonFields(text);
        while (fields.Next())
        {
            bool isOwn = fields.Name.SequenceEqual("ts"u8) || fields.Name.SequenceEqual("caller"u8) || fields.Name.SequenceEqual("v"u8)
                || fields.Name.SequenceEqual("msg"u8) || fields.Name.SequenceEqual("err"u8);
            if (!isOwn)
                Render(ref writer, fields);
        }

        text = writer.Written;
    }

    private static void Render(ref LineWriter writer, in JsonFields fields)
    {
        writer.Add(" "u8);
        writer.Add(fields.Name);
        writer.Add("="u8);
        if (!fields.IsString)
        {
            writer.Add(fields.Value);
            return;
        }

        writer.Add("\""u8);
        writer.AddUnescaped(fields.Value, trim: false);
        writer.Add("\""u8);
    }

    private static int ReadByteArray(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int written = 0;
        int value = -1;
        foreach (byte b in text)
        {
            if ((uint)(b - '0') <= 9)
            {
                value = ((Math.Max(value, 0) * 10) + (b - '0')) & 0xFFFF;
            }
            else if (value >= 0)
            {
                if (written == target.Length)
                    break;
                target[written++] = (byte)value;
                value = -1;
            }
        }

        return Escapes.RemoveAnsi(target[..written], target);
    }

    private bool ReadLogrus(ref ReadOnlySpan<byte> text, ref LogLine result, ref long wrapper, int offset)
    {
        ReadOnlySpan<byte> rest = text[6..];
        if (!LineClock.TryIso(rest, out long ticks, out int length) || length >= rest.Length || rest[length] != '"')
            return false;
        rest = rest[(length + 1)..].TrimStart(" "u8);
        wrapper = ticks;
        if (rest.StartsWith("level="u8))
        {
            rest = rest[6..];
            int space = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> level = space < 0 ? rest : rest[..space];
            result.Severity = level.IsEmpty ? (byte)0 : level[0] switch
            {
                (byte)'e' => (byte)'E',
                (byte)'w' => (byte)'W',
                (byte)'f' or (byte)'p' => (byte)'F',
                _ => (byte)'I',
            };
            rest = space < 0 ? [] : rest[(space + 1)..];
        }

        LineWriter writer = new(rendered);
        if (rest.StartsWith("msg=\""u8))
        {
            ReadOnlySpan<byte> message = rest[5..];
            int end = EndOfString(message);
            writer.AddUnescaped(message[..end], trim: true);
            rest = message[Math.Min(end + 1, message.Length)..];
        }
        else if (rest.StartsWith("msg="u8))
        {
            rest = rest[4..];
        }

        writer.AddUnescaped(rest, trim: false);
        SetFormat(ref result, LineFormat.Logrus);
        if (offset >= 0)
            result.SignatureOffset = SignatureBefore(offset);
        text = writer.Written;
        return true;
    }

    private static int EndOfString(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }

        return text.Length;
    }

    private static bool UnwrapTimestamp(ref ReadOnlySpan<byte> text, ref int offset, ref LogLine result, ref long wrapper)
    {
        if (!LineClock.TryIso(text, out long ticks, out int length))
            return UnwrapUnixTime(ref text, ref offset, ref result, ref wrapper);
        ReadOnlySpan<byte> rest = text[length..];
        if (rest.IsEmpty || rest[0] != ' ')
            return false;
        rest = rest[1..];
        wrapper = ticks;
        if (rest.StartsWith("stdout "u8) || rest.StartsWith("stderr "u8))
        {
            // <time> <stream> <tags> <text>: kubernetes/kubernetes, pkg/kubelet/kuberuntime/logs.
            ReadOnlySpan<byte> tags = rest[7..];
            int space = tags.IndexOf((byte)' ');
            ReadOnlySpan<byte> tag = space < 0 ? tags : tags[..space];
            if (tag.Length > 0 && tag[0] is (byte)'F' or (byte)'P')
            {
                SetFormat(ref result, LineFormat.Cri);
                result.Partial = tag[0] == 'P';
                Advance(ref text, ref offset, text.Length - (space < 0 ? 0 : tags.Length - space - 1));
                return true;
            }
        }

        bool tagged = TryTag(rest, out int tagLength, ref result);
        SetFormat(ref result, tagged ? LineFormat.JournalShortIso : LineFormat.Timestamped);
        Advance(ref text, ref offset, length + 1 + tagLength);
        return true;
    }

    private static bool UnwrapUnixTime(ref ReadOnlySpan<byte> text, ref int offset, ref LogLine result, ref long wrapper)
    {
        // 1669096391.123456 host kubelet[1207]:
        if (text.Length < 18 || text[10] != '.' || text[17] != ' '
            || !Utf8Parser.TryParse(text[..10], out long seconds, out int whole) || whole != 10
            || !Utf8Parser.TryParse(text[11..17], out long micros, out int part) || part != 6
            || !TryTag(text[18..], out int tagLength, ref result))
            return false;
        wrapper = LineClock.FromUnixMicroseconds((seconds * 1_000_000) + micros);
        SetFormat(ref result, LineFormat.JournalShortUnix);
        Advance(ref text, ref offset, 18 + tagLength);
        return true;
    }

    private bool UnwrapSyslog(ref ReadOnlySpan<byte> text, ref int offset, ref LogLine result, ref long wrapper, ref bool exact)
    {
        int month = LineClock.Month(text);
        if (month == 0)
            return UnwrapFullTime(ref text, ref offset, ref result, ref wrapper, ref exact);
        if (text.Length < 16 || text[3] != ' ' || text[6] != ' ')
            return false;
        int day = text[4] == ' ' ? text[5] - '0' : LineClock.TwoDigits(text[4..]);
        if (day is < 1 or > 31 || !LineClock.TryTimeOfDay(text[7..], out long timeOfDay, out int length))
            return false;
        int end = 7 + length;
        if (end >= text.Length || text[end] != ' ')
            return false;
        wrapper = clock.WithYear(month, day, timeOfDay);
        TryTag(text[(end + 1)..], out int tagLength, ref result);
        SetFormat(ref result, length > 8 ? LineFormat.JournalShortPrecise : LineFormat.JournalShort);
        Advance(ref text, ref offset, end + 1 + tagLength);
        return true;
    }

    // Tue 2026-11-22 05:53:11 UTC host kubelet[1207]: the zone is a name; only UTC is known.
    private static bool UnwrapFullTime(ref ReadOnlySpan<byte> text, ref int offset, ref LogLine result, ref long wrapper, ref bool exact)
    {
        if (text.Length < 28 || text[3] != ' ' || !LineClock.TryIso(text[4..], out long ticks, out int length))
            return false;
        ReadOnlySpan<byte> rest = text[(4 + length)..].TrimStart(" "u8);
        int space = rest.IndexOf((byte)' ');
        if (space < 1 || !TryTag(rest[(space + 1)..], out int tagLength, ref result))
            return false;
        wrapper = ticks;
        exact |= rest[..space].SequenceEqual("UTC"u8);
        SetFormat(ref result, LineFormat.JournalShortFull);
        Advance(ref text, ref offset, text.Length - rest.Length + space + 1 + tagLength);
        return true;
    }

    // "host identifier[pid]: "
    private static bool TryTag(ReadOnlySpan<byte> text, out int length, ref LogLine result)
    {
        const int LongestTag = 320;
        length = 0;
        if (text.IsEmpty || text[0] == '{' || text.StartsWith("time=\""u8) || KlogHeader.CanStart(text))
            return false;
        ReadOnlySpan<byte> window = text[..Math.Min(LongestTag, text.Length)];
        int host = window.IndexOf((byte)' ');
        if (host < 1)
            return false;
        ReadOnlySpan<byte> tag = window[(host + 1)..];
        int end = tag.IndexOfAny(": ["u8);
        if (end < 1 || tag[end] == ' ')
            return false;
        ReadOnlySpan<byte> name = tag[..end];
        if (!name.ContainsAnyInRange((byte)'A', (byte)'z'))
            return false;
        int pid = 0;
        if (tag[end] == '[')
        {
            if (!Utf8Parser.TryParse(tag[(end + 1)..], out pid, out int digits) || pid < 0)
                return false;
            end += digits + 1;
            if (end + 1 >= tag.Length || tag[end] != ']' || tag[end + 1] != ':')
                return false;
            end++;
        }

        end++;
        if (end < tag.Length && tag[end] == ' ')
            end++;
        length = host + 1 + end;
        result.Identifier = name;
        result.WrapperPid = pid;
        return true;
    }

    private bool UnwrapExportField(ref ReadOnlySpan<byte> text, ref int offset, ref LogLine result, ref long wrapper)
    {
        byte first = text[0];
        if (first == '_')
        {
            if (text.StartsWith("__REALTIME_TIMESTAMP="u8))
            {
                if (!Utf8Parser.TryParse(text["__REALTIME_TIMESTAMP="u8.Length..], out long micros, out _))
                    return false;
                inExport = true;
                exportTicks = LineClock.FromUnixMicroseconds(micros);
            }
            else if (inExport && text.StartsWith("_PID="u8))
            {
                if (!Utf8Parser.TryParse(text[5..], out exportPid, out _) || exportPid < 0)
                    exportPid = 0;
            }
            else if (!inExport && !text.StartsWith("__CURSOR="u8))
            {
                return false;
            }

            wrapper = exportTicks;
            return MarkField(ref result);
        }

        if (!inExport)
            return false;
        wrapper = exportTicks;
        if (text.StartsWith("MESSAGE="u8))
        {
            result.Format = LineFormat.JournalExport;
            result.WrapperPid = exportPid;
            result.Identifier = identifier.AsSpan(0, exportIdentifier);
            Advance(ref text, ref offset, "MESSAGE="u8.Length);
            return true;
        }

        if (text.SequenceEqual("MESSAGE"u8))
        {
            exportBinary = true;
            return MarkField(ref result);
        }

        if (text.StartsWith("SYSLOG_IDENTIFIER="u8))
        {
            ReadOnlySpan<byte> name = text["SYSLOG_IDENTIFIER="u8.Length..];
            exportIdentifier = Math.Min(name.Length, identifier.Length);
            name[..exportIdentifier].CopyTo(identifier);
            return MarkField(ref result);
        }

        int equals = text.IndexOf((byte)'=');
        bool isField = equals > 0 && !text[..equals].ContainsAnyExceptInRange((byte)'0', (byte)'_') && first is >= (byte)'A' and <= (byte)'Z';
        return isField && MarkField(ref result);
    }

    private static bool MarkField(ref LogLine result)
    {
        result.Format = LineFormat.JournalExport;
        result.IsField = true;
        return true;
    }
}
