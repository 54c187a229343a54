namespace Certrot.Logs;

/// <summary>Why a literal is looked for.</summary>
/// <param name="Pattern">Pattern that needs it; -1 for a landmark of the log itself.</param>
/// <param name="Literal">What must occur in the message.</param>
/// <param name="IsWhole">Whether the literal that was looked for is all of it.</param>
internal sealed record LiteralUse(int Pattern, byte[] Literal, bool IsWhole);
