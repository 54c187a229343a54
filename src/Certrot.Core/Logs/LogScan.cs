using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Certrot.Evidence;

namespace Certrot.Logs;

/// <summary>
/// One pass over a log. The literals of all patterns are looked for in large pieces of the raw text; a line that holds none, and that eight
/// bytes show to come from the same process as the line before, is passed over without being taken apart.
/// </summary>
internal sealed class LogScan
{
    /// <summary>A line is cut after so many bytes; the rest of it is not looked at.</summary>
    public const int LongestLine = 1 << 16;

    private const int ChunkSize = 1 << 18;

    // So that eight bytes can be read at a signature's place behind the start of any line.
    private const int Padding = 1024;
    private const int LargestSignatureOffset = Padding - sizeof(ulong);

    // Lines whose format is counted; there the fast path is closed.
    private const int LinesJudged = 64;
    private const int LongestCapture = 500;
    private const int LongestText = 2000;

    private readonly PatternTable patterns;
    private readonly LineDecoder decoder;
    private readonly LineDecoder backwardDecoder;
    private readonly KeptLinePool pool = new();
    private readonly RunTracker tracker;
    private readonly byte[] chunk = new byte[ChunkSize + Padding];
    private readonly byte[] unquoted = new byte[LongestLine + 4096];
    private (LiteralFilter Long, LiteralFilter Short) filters;
    private readonly List<LiteralHit> longHits = [];
    private readonly List<LiteralHit> shortHits = [];
    private readonly long[] matchedBy;
    private readonly int[] formats = new int[Enum.GetValues<LineFormat>().Length];
    private readonly List<byte> parts = [];
    private char[] wide = [];
    private int longNext;
    private int shortNext;
    private int runStartPosition;
    private ulong signature;
    private int signatureOffset = -1;
    private bool needsTime = true;
    private bool joining;
    private long joinedLine;
    private long joinedTicks;
    private byte joinedSeverity;
    private long lines;
    private long truncated;
    private long first;
    private long messages;

    /// <summary>Prepares a pass.</summary>
    public LogScan(PatternTable patterns, DateTimeOffset now)
    {
        this.patterns = patterns;
        LineClock clock = new(now);
        decoder = new LineDecoder(clock);
        backwardDecoder = new LineDecoder(clock);
        tracker = new RunTracker(pool, patterns.Patterns.Count);
        matchedBy = new long[patterns.Patterns.Count];
        Array.Fill(matchedBy, -1);
    }

    /// <summary>Reads to the end.</summary>
    public LogDigest Run(LogBytes source, string path, CancellationToken cancellation)
    {
        tracker.Begin();
        int carried = 0;
        bool skipping = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int filled = carried + source.Fill(chunk.AsSpan(carried, ChunkSize - carried));
            bool isEnd = filled < ChunkSize;
            if (lines == 0)
                filters = patterns.FiltersFor(chunk.AsSpan(0, filled));
            int start = 0;
            if (skipping)
            {
                int newline = chunk.AsSpan(0, filled).IndexOf((byte)'\n');
                start = newline < 0 ? filled : newline + 1;
                skipping = newline < 0;
            }

            int end = isEnd ? filled : start + chunk.AsSpan(start, filled - start).LastIndexOf((byte)'\n') + 1;
            ScanLines(start, end);
            carried = filled - end;
            if (carried > LongestLine)
            {
                ScanLines(end, end + LongestLine);
                skipping = true;
                carried = 0;
            }

            if (isEnd)
                break;
            chunk.AsSpan(end, carried).CopyTo(chunk);
        }

        if (joining)
            EndJoin();
        return Digest(path);
    }

    private void ScanLines(int start, int end)
    {
        if (start >= end)
            return;
        ReadOnlySpan<byte> region = chunk.AsSpan(start, end - start);
        longHits.Clear();
        shortHits.Clear();
        longNext = 0;
        shortNext = 0;
        filters.Long.Find(region, longHits);
        filters.Short.Find(region, shortHits);

        runStartPosition = start;
        int position = start;
        int nextHit = NextHit(start);
        ReadOnlySpan<byte> text = chunk;
        while (position < end)
        {
            int length = text[position..end].IndexOf((byte)'\n');
            if (length < 0)
                length = end - position;
            lines++;
            bool isQuiet = nextHit >= position + length && signatureOffset >= 0 && !joining && !needsTime
                && signatureOffset + sizeof(ulong) <= length
                && BinaryPrimitives.ReadUInt64LittleEndian(text[(position + signatureOffset)..]) == signature
                && !CanBeTruncated(text.Slice(position, length));
            if (!isQuiet)
            {
                Examine(start, position, length);
                nextHit = NextHit(start);
            }

            position += length + 1;
        }

        tracker.Current.LastLine = lines;
        long last = TimeBefore(end);
        if (last != 0)
            tracker.Current.NoteEnd(last);
    }

    private int NextHit(int start)
    {
        int next = int.MaxValue;
        if (longNext < longHits.Count)
            next = longHits[longNext].Position;
        if (shortNext < shortHits.Count)
            next = Math.Min(next, shortHits[shortNext].Position);
        return next == int.MaxValue ? next : next + start;
    }

    private static bool CanBeTruncated(ReadOnlySpan<byte> line)
    {
        byte last = line[^1];
        if (last == '\r' && line.Length > 1)
            last = line[^2];
        return last is (byte)'>' or 0xA6;
    }

    // systemctl and journalctl end a line with an ellipsis where it does not fit; a pager puts ">" into the last column. A line may end with
    // ">" of itself, then it has the bracket that this one closes.
    private static bool IsTruncated(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r"u8);
        if (line.EndsWith("…"u8))
            return true;
        const int NarrowestScreen = 40;
        if (line.Length < NarrowestScreen || line[^1] != '>' || line[^2] is (byte)'-' or (byte)'=')
            return false;
        int open = line.LastIndexOf((byte)'<');
        return open < 0 || line[open..^1].Contains((byte)'>');
    }

    private void Examine(int start, int position, int length)
    {
        ReadOnlySpan<byte> line = chunk.AsSpan(position, Math.Min(length, LongestLine));
        bool isAlike = signatureOffset >= 0 && signatureOffset + sizeof(ulong) <= length
            && BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(position + signatureOffset)) == signature;
        if (!isAlike || !decoder.TryDecodeAlike(line, signatureOffset, out LogLine decoded))
            decoded = decoder.Decode(line);
        if (line.IsEmpty)
            return;
        if (IsTruncated(line))
            truncated++;
        if (lines <= LinesJudged || decoded.Format == LineFormat.SystemctlStatus)
            formats[(int)decoded.Format]++;

        int hitsEnd = position - start + line.Length;
        if (tracker.Observe(decoded, lines))
            BeginRun(position);
        if (decoded.Ticks != 0)
            NoteTime(decoded.Ticks);
        if (!decoded.IsField)
            Match(decoded, start, position, hitsEnd);

        longNext = SkipHits(longHits, longNext, position - start + length);
        shortNext = SkipHits(shortHits, shortNext, position - start + length);
        if (lines > LinesJudged && decoded.SignatureOffset is >= 0 and <= LargestSignatureOffset && decoded.SignatureOffset + sizeof(ulong) <= length)
        {
            signatureOffset = decoded.SignatureOffset;
            signature = BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(position + signatureOffset));
        }
    }

    private static bool TakesHits(List<LiteralHit> hits, int next, int end) => next < hits.Count && hits[next].Position < end;

    private static int SkipHits(List<LiteralHit> hits, int next, int end)
    {
        while (next < hits.Count && hits[next].Position < end)
            next++;
        return next;
    }

    private void BeginRun(int position)
    {
        RunState before = tracker.Runs[^2];
        long last = TimeBefore(position);
        if (last != 0)
            before.NoteEnd(last);
        runStartPosition = position;
        needsTime = true;
    }

    private void NoteTime(long ticks)
    {
        if (first == 0)
            first = ticks;
        if (tracker.Current.Start == 0)
            tracker.Current.Start = ticks;
        tracker.Current.NoteEnd(ticks);
        needsTime = false;
    }

    // Time of the last line before a place that has one, not further back than the current run or the piece of text.
    private long TimeBefore(int position)
    {
        int end = position;
        backwardDecoder.Reset();
        while (end > runStartPosition)
        {
            int lineEnd = chunk[end - 1] == '\n' ? end - 1 : end;
            int lineStart = runStartPosition + chunk.AsSpan(runStartPosition, lineEnd - runStartPosition).LastIndexOf((byte)'\n') + 1;
            LogLine line = backwardDecoder.Decode(chunk.AsSpan(lineStart, Math.Min(lineEnd - lineStart, LongestLine)));
            if (line.Ticks != 0)
                return line.Ticks;
            end = lineStart;
        }

        return 0;
    }

    private void Match(in LogLine line, int start, int position, int hitsEnd)
    {
        if (joining && line.Format != LineFormat.Cri)
            EndJoin();
        if (joining || line.Partial)
        {
            Join(line);
            return;
        }

        bool hasHit = TakesHits(longHits, longNext, hitsEnd) || TakesHits(shortHits, shortNext, hitsEnd);
        if (!hasHit && !line.Opaque)
            return;

        ReadOnlySpan<byte> message = line.Text;
        int shift = line.TextOffset < 0 ? -1 : position - start + line.TextOffset;
        if (message.Contains((byte)'\\'))
        {
            message = unquoted.AsSpan(0, Escapes.UndoQuotes(message, unquoted));
            shift = -1;
        }

        if (line.Opaque)
        {
            MatchAll(message, line, lines);
            return;
        }

        LineMatch match = new(message);
        messages++;
        MatchHits(longHits, longNext, hitsEnd, shift, ref match, line);
        MatchHits(shortHits, shortNext, hitsEnd, shift, ref match, line);
    }

    private void MatchHits(List<LiteralHit> hits, int next, int end, int shift, ref LineMatch match, in LogLine line)
    {
        for (; next < hits.Count && hits[next].Position < end; next++)
        {
            LiteralHit hit = hits[next];
            foreach (LiteralUse use in patterns.UsesOf(hit.Literal))
            {
                if (use.Pattern < 0 || matchedBy[use.Pattern] == messages)
                    continue;
                int at = use.IsWhole && shift >= 0 && hit.Start >= shift && hit.Start + use.Literal.Length <= shift + match.Message.Length
                    ? hit.Start - shift
                    : match.Message.IndexOf(use.Literal);
                if (at >= 0)
                    Confirm(use.Pattern, at, ref match, line, lines);
            }
        }
    }

    private void MatchAll(ReadOnlySpan<byte> message, in LogLine line, long number)
    {
        LineMatch match = new(message);
        messages++;
        foreach (LiteralUse use in patterns.All)
        {
            if (matchedBy[use.Pattern] == messages)
                continue;
            int at = message.IndexOf(use.Literal);
            if (at >= 0)
                Confirm(use.Pattern, at, ref match, line, number);
        }
    }

    private void Confirm(int pattern, int at, ref LineMatch match, in LogLine line, long number)
    {
        matchedBy[pattern] = messages;
        if (patterns.Patterns[pattern].Expression is { } expression && !IsMatch(expression, ref match))
            return;
        if (match.Kept is null)
        {
            match.Kept = pool.Rent(match.Message, at);
            match.Kept.Line = number;
            match.Kept.Ticks = line.Ticks;
            match.Kept.Severity = line.Severity;
        }

        PatternHits hits = tracker.Current.Hits[pattern] ??= new PatternHits();
        hits.Add(match.Kept, pool);
    }

    private bool IsMatch(Regex expression, ref LineMatch match)
    {
        if (match.WideLength < 0)
        {
            if (wide.Length < match.Message.Length)
                wide = new char[Math.Max(4096, match.Message.Length)];
            match.WideLength = Encoding.UTF8.GetChars(match.Message, wide);
            Span<char> controls = wide.AsSpan(0, match.WideLength);
            for (int at = controls.IndexOfAnyInRange('\0', '\x1F'); at >= 0; at = controls.IndexOfAnyInRange('\0', '\x1F'))
            {
                controls[at] = ' ';
                controls = controls[(at + 1)..];
            }
        }

        try
        {
            return expression.IsMatch(wide.AsSpan(0, match.WideLength));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // A CRI runtime cuts messages longer than 16 KiB into parts; they are matched when the last part is there.
    private void Join(in LogLine line)
    {
        if (!joining)
        {
            joining = true;
            joinedLine = lines;
            joinedTicks = line.Ticks;
            joinedSeverity = line.Severity;
            parts.Clear();
        }

        parts.AddRange(line.Text[..Math.Min(line.Text.Length, LongestLine - parts.Count)]);
        if (!line.Partial)
            EndJoin();
    }

    private void EndJoin()
    {
        joining = false;
        LogLine line = new() { Ticks = joinedTicks, Severity = joinedSeverity };
        int length = Escapes.UndoQuotes(CollectionsMarshal.AsSpan(parts), unquoted);
        MatchAll(unquoted.AsSpan(0, length), line, joinedLine);
    }

    private LogDigest Digest(string path)
    {
        List<LogRun> runs = [];
        List<LogTally> tallies = [];
        List<(LogMatch Match, int Pattern)> matches = [];
        long last = 0;
        foreach (RunState run in lines == 0 ? [] : tracker.Runs)
        {
            int index = runs.Count;
            runs.Add(new LogRun(index, run.FirstLine, run.LastLine, ToTime(run.Start), ToTime(run.End), run.StartSeen));
            if (run.End != 0)
                last = run.End;
            for (int pattern = 0; pattern < run.Hits.Length; pattern++)
            {
                if (run.Hits[pattern] is not { } hits)
                    continue;
                tallies.Add(new LogTally(patterns.Patterns[pattern].Id, index, hits.Count));
                foreach (KeptLine line in hits.Kept())
                    matches.Add((ToMatch(pattern, index, line), pattern));
            }
        }

        matches.Sort((a, b) => a.Match.Line != b.Match.Line ? a.Match.Line.CompareTo(b.Match.Line) : a.Pattern.CompareTo(b.Pattern));
        return new LogDigest
        {
            Source = new Source(path),
            Format = LineFormats.NameOf(Format()),
            Lines = lines,
            TruncatedLines = truncated,
            Identifier = tracker.Identifier,
            First = ToTime(first),
            Last = ToTime(last),
            Runs = runs,
            Matches = matches.ConvertAll(pair => pair.Match),
            Tallies = tallies,
            Flags = tracker.Flags.ToDictionary(),
        };
    }

    private LineFormat Format()
    {
        if (formats[(int)LineFormat.SystemctlStatus] > 0)
            return LineFormat.SystemctlStatus;
        LineFormat best = LineFormat.Unknown;
        foreach (LineFormat format in Enum.GetValues<LineFormat>())
        {
            if (format != LineFormat.Unknown && formats[(int)format] > (best == LineFormat.Unknown ? 0 : formats[(int)best]))
                best = format;
        }

        return best;
    }

    private LogMatch ToMatch(int pattern, int run, KeptLine line)
    {
        string whole = line.Clean ??= SecretText.Clean(Encoding.UTF8.GetString(line.Buffer, 0, line.Length));
        Dictionary<string, string>? captures = null;
        LogPattern own = patterns.Patterns[pattern];
        int at = 0;
        try
        {
            // On the text that is kept, so that no capture holds a secret that was taken out of it.
            if (own.Expression?.Match(whole) is { Success: true } match)
            {
                at = match.Index;
                foreach (string name in patterns.GroupsOf(pattern))
                {
                    if (match.Groups[name] is { Success: true } group)
                        (captures ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = group.Length > LongestCapture ? group.Value[..LongestCapture] : group.Value;
                }
            }
            else
            {
                foreach (string literal in own.Literals)
                    at = Math.Max(at, whole.IndexOf(literal, StringComparison.Ordinal));
            }
        }
        catch (RegexMatchTimeoutException)
        {
            captures = null;
        }

        line.Excerpt ??= Excerpt(whole, at);
        return new LogMatch(
            own.Id, line.Line, run, ToTime(line.Ticks), line.Severity == 0 ? null : (char)line.Severity, line.Excerpt,
            captures ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty);
    }

    // The beginning of a text, or its beginning and what stands around the match.
    private static string Excerpt(string text, int at)
    {
        const int Beginning = 200;
        const int Lead = 200;
        const string Gap = " … ";
        if (text.Length <= LongestText)
            return text;
        if (at < LongestText - Lead)
            return text[..LongestText];
        int from = at - Lead;
        return text[..Beginning] + Gap + text[from..Math.Min(text.Length, from + LongestText - Beginning - Gap.Length)];
    }

    private static DateTimeOffset? ToTime(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
