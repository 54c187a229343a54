using System.Runtime.InteropServices;

namespace Certrot.Logs;

/// <summary>An occurrence of a literal.</summary>
/// <param name="Position">A place inside the occurrence.</param>
/// <param name="Start">Where the occurrence begins.</param>
/// <param name="Literal">Which literal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LiteralHit(int Position, int Start, int Literal);
