namespace Certrot.Pki;

/// <summary>A PEM block by its place in the text; the body is not decoded.</summary>
/// <param name="Label">What the BEGIN line names.</param>
/// <param name="Line">Line of the BEGIN line, counted from 1.</param>
/// <param name="Start">Offset of the BEGIN line.</param>
/// <param name="End">Offset behind the END line, or behind the last line of an unterminated block.</param>
/// <param name="BodyStart">Offset of the first line of the body, headers left out.</param>
/// <param name="BodyEnd">Offset behind the last line of the body.</param>
/// <param name="HasHeaders">Whether lines such as <c>Proc-Type: 4,ENCRYPTED</c> stand before the body.</param>
/// <param name="IsIndented">Whether white space stands before BEGIN or END: Go does not find such a block.</param>
/// <param name="EndLabel">What the END line names; null for an unterminated block.</param>
internal sealed record PemSpan(
    string Label, int Line, int Start, int End, int BodyStart, int BodyEnd, bool HasHeaders, bool IsIndented, string? EndLabel)
{
    internal bool IsPrivateKey => Label.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase);

    internal bool IsTerminated => EndLabel is not null;
}
