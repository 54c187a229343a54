namespace Certrot.Render;

/// <summary>How a report is shown as text.</summary>
public sealed record RenderOptions
{
    /// <summary>Columns of the screen; text wraps there. Values below 40 count as 40. Commands never wrap.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Whether to write ANSI colours (16 colours).</summary>
    public bool Color { get; init; }

    /// <summary>Whether to show everything, with evidence; otherwise the first screen, the chain and one line per step.</summary>
    public bool Verbose { get; init; }
}
