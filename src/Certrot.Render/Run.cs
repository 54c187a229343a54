namespace Certrot.Render;

/// <summary>A piece of a paragraph in one ink. It is data: it is cleaned when it is laid out.</summary>
internal readonly record struct Run(string Text, Ink Ink = Ink.Plain)
{
    public static implicit operator Run(string text) => new(text);
}
