using System.Buffers;
using System.Buffers.Text;

namespace Certrot.Pki;

/// <summary>Reads PEM blocks out of any text. Private keys are found and never decoded.</summary>
public static class PemReader
{
    // Shorter than any DER worth a block, longer than the words that stand in for one ("REDACTED", "DATA+OMITTED").
    private const int ShortestBase64 = 16;

    private static readonly SearchValues<byte> Base64Bytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>
    /// Reads all blocks in the order of the text: broken, indented and CRLF ones too, with text around them or a byte order mark before them.
    /// The label decides nothing here. Never throws.
    /// </summary>
    /// <param name="text">The text, UTF-8 or ASCII.</param>
    public static IReadOnlyList<PemBlock> Read(ReadOnlySpan<byte> text)
    {
        var spans = PemScanner.Scan(text);
        var blocks = new PemBlock[spans.Count];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = Decode(text, spans[i]);
        return blocks;
    }

    internal static PemBlock Decode(ReadOnlySpan<byte> text, PemSpan span)
    {
        if (!span.IsTerminated) return new PemBlock(span.Label, span.Line, PemState.Unterminated, Der: null);
        if (span.EndLabel != span.Label) return new PemBlock(span.Label, span.Line, PemState.MismatchedEnd, Der: null);
        var body = text[span.BodyStart..span.BodyEnd];
        if (span.IsPrivateKey) return new PemBlock(span.Label, span.Line, HoldsBase64(body) ? PemState.Sound : PemState.Redacted, Der: null);
        if (!IsPlaceholder(body) && TryDecode(body) is { Length: > 0 } der) return new PemBlock(span.Label, span.Line, PemState.Sound, der);
        return new PemBlock(span.Label, span.Line, HoldsBase64(body) ? PemState.BadBase64 : PemState.Redacted, Der: null);
    }

    // "REDACTED" and "DATA+OMITTED" (kubectl config view) are base64 by chance.
    private static bool IsPlaceholder(ReadOnlySpan<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        return body.SequenceEqual("REDACTED"u8) || body.SequenceEqual("DATA+OMITTED"u8);
    }

    private static bool HoldsBase64(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            var start = body.IndexOfAny(Base64Bytes);
            if (start < 0) return false;
            body = body[start..];
            var length = body.IndexOfAnyExcept(Base64Bytes);
            if (length < 0) length = body.Length;
            if (length >= ShortestBase64) return true;
            body = body[length..];
        }
    }

    private static byte[]? TryDecode(ReadOnlySpan<byte> body)
    {
        var buffer = new byte[body.Length];
        var length = 0;
        foreach (var b in body)
        {
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            buffer[length++] = b;
        }

        return Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, length), out var written) == OperationStatus.Done ? buffer[..written] : null;
    }
}
