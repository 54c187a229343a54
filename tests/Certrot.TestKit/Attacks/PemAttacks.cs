using System.Text;

namespace Certrot.TestKit.Attacks;

/// <summary>Texts in <c>spec.request</c> that are more, or other, than one PEM block as Go writes it.</summary>
internal static class PemAttacks
{
    private const string Rule = "request-form", Label = "CERTIFICATE REQUEST";

    internal static IEnumerable<Attack> All()
    {
        var own = Pem(AttackForge.Sound());
        var other = Pem(KubeletRequest.Serving("worker-2", "worker-2", "10.0.0.12"));
        yield return Of("text-before-the-block", "the API server skips it, others may not", "Subject: O=system:nodes\n" + own);
        yield return Of("text-after-the-block", "the API server skips it, others may not", own + "approved\n");
        yield return Of("byte-order-mark-before-the-block", "text before the block", "\uFEFF" + own);
        yield return Of("nul-after-the-block", "text after the block", own + "\0");
        yield return Of("two-blocks-own-first", "the API server reads the first, others may read the last", own + other);
        yield return Of("two-blocks-own-last", "the API server reads the first, others may read the last", other + own);
        yield return Of("two-blocks-the-same", "no kubelet writes it", own + own);
        yield return Of("key-block-before-the-request", "a key has no place here", CertificateForge.RedactedKeyPem + own);
        yield return Of("own-block-hidden-in-a-broken-one", "scanners resume at other places", $"-----BEGIN {Label}-----\nMIIB\n" + own);
        yield return Of("headers-in-the-block", "tolerated by Go, not by others", own.Replace($"BEGIN {Label}-----\n", $"BEGIN {Label}-----\nProc-Type: 4,ENCRYPTED\n\n", StringComparison.Ordinal));
        yield return Of("label-of-microsoft", "the API server takes CERTIFICATE REQUEST only", own.Replace(Label, "NEW " + Label, StringComparison.Ordinal));
        yield return Of("label-of-a-certificate", "the API server takes CERTIFICATE REQUEST only", own.Replace(Label, "CERTIFICATE", StringComparison.Ordinal));
        yield return Of("label-in-lower-case", "no PEM block", own.Replace(Label, "certificate request", StringComparison.Ordinal));
        yield return Of("labels-that-differ", "begin and end are of two blocks", own.Replace("END " + Label, "END CERTIFICATE", StringComparison.Ordinal));
        yield return Of("lines-of-windows", "not what Go writes", own.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return Of("lines-of-76", "not what Go writes", Wrapped(AttackForge.Sound(), 76));
        yield return Of("lines-of-one", "not what Go writes", Wrapped(AttackForge.Sound(), 1));
        yield return Of("one-long-line", "not what Go writes", Wrapped(AttackForge.Sound(), int.MaxValue));
        yield return Of("block-is-indented", "Go does not find it", "  " + own.Replace("\n", "\n  ", StringComparison.Ordinal));
        yield return Of("blank-lines-around-the-block", "not what Go writes", "\n\n" + own + "\n\n");
        yield return Of("blanks-in-the-base64", "skipped by some", own.Insert(own.IndexOf("MII", StringComparison.Ordinal) + 2, " "));
        yield return Of("odd-characters-in-the-base64", "skipped by some", own.Insert(own.IndexOf("MII", StringComparison.Ordinal) + 2, "!"));
        yield return Of("base64-of-the-url-alphabet", "read by some", Url(own));
        yield return Of("base64-with-stray-bits-at-its-end", "the same bytes, another text", StrayBits());
        yield return Of("base64-after-its-padding", "ends for some, goes on for others", own.Replace($"-----END {Label}", $"====\nMIIB\n-----END {Label}", StringComparison.Ordinal));
        yield return Of("block-without-end", "cut off", own[..own.IndexOf("-----END", StringComparison.Ordinal)]);
        yield return Of("block-without-base64", "nothing in it", $"-----BEGIN {Label}-----\n-----END {Label}-----\n");
        yield return Of("request-in-utf-16", "no PEM", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(own)));
        yield return Of("request-without-pem", "DER as it is", CsrBuilder.Serving() with { Request = AttackForge.Sound().Build() });
        yield return Of("request-empty", "nothing to sign", CsrBuilder.Serving());
        yield return Of("request-of-line-feeds", "nothing to sign", new string('\n', 1000));
        yield return Of("request-that-is-no-base64", "the API server does not store it", CsrBuilder.Serving() with { RawRequest = "%%%" });
        yield return Of("request-that-is-pem-itself", "PEM where its base64 belongs", CsrBuilder.Serving() with { RawRequest = own });
        yield return Of("request-that-is-a-number", "no text", CsrBuilder.Serving() with { RawRequest = 1 });
        yield return Of("ten-thousand-block-begins", "keeps a scanner busy", string.Concat(Enumerable.Repeat($"-----BEGIN {Label}-----\n", 10_000)) + own);
    }

    private static Attack Of(string name, string why, string pem) => Of(name, why, CsrBuilder.Serving().WithPem(pem));

    private static Attack Of(string name, string why, CsrBuilder csr) => AttackForge.Of(name, Rule, why, csr);

    private static string Pem(RequestBuilder request) => CertificateForge.Pem(Label, request.Build());

    private static string Wrapped(RequestBuilder request, int width) =>
        $"-----BEGIN {Label}-----\n{string.Join('\n', Convert.ToBase64String(request.Build()).Chunk(width).Select(c => new string(c)))}\n-----END {Label}-----\n";

    private static string Url(string pem)
    {
        var lines = pem.Split('\n');
        for (var i = 1; i < lines.Length - 2; i++) lines[i] = lines[i].Replace('+', '-').Replace('/', '_');
        // Not every request has one of the two characters.
        lines[1] = lines[1][..^1] + "_";
        return string.Join('\n', lines);
    }

    private static string StrayBits()
    {
        while (true)
        {
            var pem = Pem(AttackForge.Sound());
            var padding = pem.IndexOf("==", StringComparison.Ordinal);
            if (padding < 0) continue;
            var last = pem[padding - 1] switch { 'A' => 'B', 'Q' => 'R', 'g' => 'h', _ => 'x' };
            return pem[..(padding - 1)] + last + pem[padding..];
        }
    }
}
