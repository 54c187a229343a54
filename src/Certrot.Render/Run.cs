namespace Certrot.Render;

/// <summary>
/// A piece of a paragraph in one ink. It is data: it is cleaned when it is laid out. A class, because generic code over structs of this
/// assembly is compiled at run time even in a ReadyToRun build.
/// </summary>
internal sealed record Run(string Text, Ink Ink = Ink.Plain)
{
    public static implicit operator Run(string text) => new(text);
}
