namespace Certrot.Logs;

/// <summary>A run while the log is read.</summary>
internal sealed class RunState(int patterns)
{
    /// <summary>First line, from 1.</summary>
    public required long FirstLine { get; init; }

    /// <summary>Last line.</summary>
    public long LastLine { get; set; }

    /// <summary>Ticks of its first line that has a time; 0 for none.</summary>
    public long Start { get; set; }

    /// <summary>Ticks of its last line that has a time; 0 for none.</summary>
    public long End { get; private set; }

    /// <summary>Signs of its start.</summary>
    public RunSignals Signals { get; set; }

    /// <summary>Whether its start is in the log.</summary>
    public bool StartSeen { get; set; }

    /// <summary>Whether the process id of its klog headers is known.</summary>
    public bool HasKlogPid { get; set; }

    /// <summary>Whether the process id that journald gives is known.</summary>
    public bool HasWrapperPid { get; set; }

    /// <summary>Matches by pattern.</summary>
    public PatternHits?[] Hits { get; } = new PatternHits?[patterns];

    /// <summary>Notes the time of a line that may be the last one.</summary>
    public void NoteEnd(long ticks)
    {
        // journald's text has whole seconds, rounded down: a line without klog header seems to be older than the one before.
        long known = Math.Max(Start, End);
        bool isRoundedDown = ticks < known && known - ticks < TimeSpan.TicksPerSecond;
        End = isRoundedDown ? known : ticks;
    }

    /// <summary>Takes the run that follows into this one.</summary>
    public void Append(RunState later, KeptLinePool pool)
    {
        LastLine = later.LastLine;
        if (Start == 0)
            Start = later.Start;
        if (later.End != 0)
            End = later.End;
        for (int pattern = 0; pattern < Hits.Length; pattern++)
        {
            if (later.Hits[pattern] is not { } hits)
                continue;
            if (Hits[pattern] is { } own)
                own.Append(hits, pool);
            else
                Hits[pattern] = hits;
        }
    }
}
