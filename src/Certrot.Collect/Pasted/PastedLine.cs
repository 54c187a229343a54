namespace Certrot.Collect.Pasted;

/// <summary>A line of pasted text without quote marks, prompt, control characters and trailing white space.</summary>
/// <param name="Number">Line, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The cleaned text; of a command, the command itself.</param>
/// <param name="Host">Host that the prompt names; null where none does.</param>
internal readonly record struct PastedLine(int Number, PastedLineKind Kind, string Text, string? Host = null);
