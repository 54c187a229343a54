namespace Certrot.Pki;

/// <summary>A PEM block (RFC 7468).</summary>
/// <param name="Label">What the BEGIN line names, such as <c>CERTIFICATE</c>.</param>
/// <param name="Line">Line of the BEGIN line, counted from 1.</param>
/// <param name="State">How it was found.</param>
/// <param name="Der">The decoded body of a sound block. Always null for private keys, whose body is skipped, and for blocks that are not sound.</param>
public sealed record PemBlock(string Label, int Line, PemState State, byte[]? Der);
