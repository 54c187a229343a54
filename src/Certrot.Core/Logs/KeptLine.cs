namespace Certrot.Logs;

/// <summary>Copy of a line that matched, shared by the patterns that matched it. It is used again when none of them keeps it.</summary>
internal sealed class KeptLine
{
    /// <summary>Line, from 1.</summary>
    public long Line { get; set; }

    /// <summary>When it was logged, in ticks of UTC; 0 where the line does not tell.</summary>
    public long Ticks { get; set; }

    /// <summary>Severity letter or 0.</summary>
    public byte Severity { get; set; }

    /// <summary>Holds the text.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>Bytes of the text.</summary>
    public int Length { get; set; }

    /// <summary>How many patterns keep it.</summary>
    public int References { get; set; }

    /// <summary>The text for people, made when it is asked for the first time.</summary>
    public string? Clean { get; set; }

    /// <summary>What is shown of <see cref="Clean"/>, made with it; one string for all patterns that keep the line.</summary>
    public string? Excerpt { get; set; }
}
