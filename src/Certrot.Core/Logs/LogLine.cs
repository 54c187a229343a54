namespace Certrot.Logs;

/// <summary>A line taken apart. Its spans are valid until the decoder that made it decodes the next line.</summary>
internal ref struct LogLine
{
    /// <summary>The message without its wrapping and without the klog header.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Where <see cref="Text"/> begins in the line; -1 where it is not a piece of the line.</summary>
    public int TextOffset;

    /// <summary>How the line is wrapped.</summary>
    public LineFormat Format;

    /// <summary>When it was logged, in ticks of UTC; 0 where the line does not tell.</summary>
    public long Ticks;

    /// <summary><c>I</c>, <c>W</c>, <c>E</c>, <c>F</c>, or 0.</summary>
    public byte Severity;

    /// <summary>Process id of the klog header; 0 where there is none.</summary>
    public int KlogPid;

    /// <summary>Name that journald gives the process.</summary>
    public ReadOnlySpan<byte> Identifier;

    /// <summary>Process id that journald gives; 0 where there is none.</summary>
    public int WrapperPid;

    /// <summary>Eight bytes at this place of the line tell that the next line is of the same kind and process; -1 for no such place.</summary>
    public int SignatureOffset;

    /// <summary>A CRI line that ends before its message does.</summary>
    public bool Partial;

    /// <summary>A part of an export entry that is not the message.</summary>
    public bool IsField;

    /// <summary>The text stands in the line in a form that a search for literals does not see.</summary>
    public bool Opaque;
}
