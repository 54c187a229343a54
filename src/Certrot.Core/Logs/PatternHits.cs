namespace Certrot.Logs;

/// <summary>What is kept of one pattern in one run: the number of its matches, the first two and the last four.</summary>
internal sealed class PatternHits
{
    private const int FirstKept = 2;
    private const int LastKept = 4;

    private readonly KeptLine?[] first = new KeptLine?[FirstKept];
    private readonly KeptLine?[] last = new KeptLine?[LastKept];
    private int oldest;

    /// <summary>Matches.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a match and keeps it.</summary>
    public void Add(KeptLine line, KeptLinePool pool)
    {
        Keep(line, pool);
        Count++;
    }

    /// <summary>Takes the matches of a later run over; that run's are not to be used again.</summary>
    public void Append(PatternHits later, KeptLinePool pool)
    {
        foreach (KeptLine line in later.Kept())
        {
            Keep(line, pool);
            pool.Release(line);
        }

        Count += later.Count;
    }

    /// <summary>What is kept, in the order of the log.</summary>
    public IEnumerable<KeptLine> Kept()
    {
        foreach (KeptLine? line in first)
        {
            if (line is not null)
                yield return line;
        }

        for (int i = 0; i < LastKept; i++)
        {
            if (last[(oldest + i) % LastKept] is { } line)
                yield return line;
        }
    }

    private void Keep(KeptLine line, KeptLinePool pool)
    {
        pool.Keep(line);
        for (int i = 0; i < FirstKept; i++)
        {
            if (first[i] is null)
            {
                first[i] = line;
                return;
            }
        }

        if (last[oldest] is { } replaced)
            pool.Release(replaced);
        last[oldest] = line;
        oldest = (oldest + 1) % LastKept;
    }
}
