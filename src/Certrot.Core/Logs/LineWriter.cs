namespace Certrot.Logs;

/// <summary>Puts a line together in a buffer; what does not fit is left out.</summary>
internal ref struct LineWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;
    private int length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => target[..length];

    /// <summary>Adds bytes as they are.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        int count = Math.Min(text.Length, target.Length - length);
        text[..count].CopyTo(target[length..]);
        length += count;
    }

    /// <summary>Adds text with its escapes undone, if asked without line breaks at its end.</summary>
    public void AddUnescaped(scoped ReadOnlySpan<byte> text, bool trim)
    {
        int start = length;
        length += Escapes.Undo(text, target[length..]);
        while (trim && length > start && target[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
    }
}
