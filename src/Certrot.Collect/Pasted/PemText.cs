using System.Text;
using Certrot.Pki;

namespace Certrot.Collect.Pasted;

/// <summary>Reads PEM blocks. Keys are passed over: of them, only that they are there is kept.</summary>
internal static class PemText
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";

    /// <summary>Reads the blocks that begin at a line; the number of lines that they take, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        if (!state.Lines[i].Text.Contains(Begin, StringComparison.Ordinal)) return 0;
        var content = new StringBuilder();
        var certificates = 0;
        var j = i;
        while (state.TextAt(j) is { } text && LabelOf(text) is { } label)
        {
            var start = j;
            var body = Body(state, ref j, text);
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) content.Append("-----BEGIN ").Append(label).Append("-----\nREDACTED\n-----END ").Append(label).Append("-----\n");
            if (label is not ("CERTIFICATE" or "TRUSTED CERTIFICATE" or "X509 CERTIFICATE")) continue;
            if (body is null)
            {
                state.Draft.Problems.Add(new(state.Draft.Name, $"Line {state.Lines[start].Number}: the PEM block was not pasted to its end; it was ignored."));
                continue;
            }
            certificates++;
            content.Append("-----BEGIN CERTIFICATE-----\n").Append(body).Append("-----END CERTIFICATE-----\n");
        }
        if (certificates == 0) return j - i;
        var file = CertificateFileReader.Read(Encoding.ASCII.GetBytes(content.ToString()), state.Draft.Name);
        if (file.Leaf is { IsCa: false } leaf) state.Draft.Present.Validity(leaf.NotBefore, leaf.NotAfter);
        CertificatePlacer.Place(state, file with { Source = state.Draft.At(state.Lines[i].Number) });
        return j - i;
    }

    private static string? LabelOf(string text)
    {
        var start = text.IndexOf(Begin, StringComparison.Ordinal);
        if (start < 0) return null;
        var end = text.IndexOf("-----", start + Begin.Length, StringComparison.Ordinal);
        return end < 0 ? "" : text[(start + Begin.Length)..end];
    }

    /// <summary>The base64 up to the END line; null where the block is not closed. Moves behind the block.</summary>
    private static string? Body(PasteState state, ref int j, string first)
    {
        var body = new StringBuilder();
        var close = first.IndexOf(End, StringComparison.Ordinal);
        if (close >= 0)
        {
            // A block on one line, its line feeds lost or written as \n.
            var start = first.IndexOf("-----", first.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, StringComparison.Ordinal) + 5;
            j++;
            if (start > close) return null;
            foreach (var part in first[start..close].Replace("\\n", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)) body.Append(part).Append('\n');
            return body.ToString();
        }
        for (j++; state.TextAt(j) is { } text; j++)
        {
            var line = text.AsSpan().Trim();
            if (line.StartsWith(End, StringComparison.Ordinal))
            {
                j++;
                return body.ToString();
            }
            if (line.Contains(Begin, StringComparison.Ordinal) || line.IndexOfAnyExcept(Base64) >= 0) return null;
            body.Append(line).Append('\n');
        }
        return null;
    }

    private static readonly System.Buffers.SearchValues<char> Base64 =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
}
