namespace Certrot.Logs;

/// <summary>What the patterns share while one line is matched.</summary>
internal ref struct LineMatch(ReadOnlySpan<byte> message)
{
    /// <summary>The message, quotes unescaped.</summary>
    public readonly ReadOnlySpan<byte> Message = message;

    /// <summary>Length of the message as UTF-16; -1 until an expression needs it.</summary>
    public int WideLength = -1;

    /// <summary>The copy; null until a pattern matches.</summary>
    public KeptLine? Kept;
}
