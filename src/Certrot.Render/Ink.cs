namespace Certrot.Render;

/// <summary>How a piece of text stands out where colour is on.</summary>
internal enum Ink
{
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    BoldRed,
    BoldYellow,
    BoldGreen,
}
