using System.Text.RegularExpressions;
using Certrot.Pki;

namespace Certrot.Collect.Pasted;

/// <summary>Reads certificates that openssl x509, openssl Client or curl -v printed as text.</summary>
internal static partial class OpenSslText
{
    /// <summary>Lifetime where only the end was printed: what kube-controller-manager and kubeadm issue by default (8760 h).</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(8760);

    /// <summary>Reads the certificates that begin at a line; the number of lines that they take, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        var printed = new PrintedCertificate();
        var found = new List<Certificate>();
        var line = 0;
        var j = i;
        while (state.TextAt(j) is { } text)
        {
            var number = state.Lines[j].Number;
            if (IsFlat(text)) return ReadFlat(state, text, number);
            var taken = printed.TryTake(text, number, out var repeats);
            if (!taken && repeats)
            {
                line = Finish(state, printed, found, line);
                // A second certificate without a file of its own belongs to the same chain; one of another subject is another file.
                if (state.Path is null && state.Endpoint is null) Place(state, found, ref line);
                printed = new();
                taken = printed.TryTake(text, number, out _);
            }
            if (!taken && !(j > i && IsChatter(text))) break;
            j++;
        }
        if (j == i) return 0;
        line = Finish(state, printed, found, line);
        Place(state, found, ref line);
        return j - i;
    }

    private static int Finish(PasteState state, PrintedCertificate printed, List<Certificate> found, int line)
    {
        if (printed.Subject is { } subject && PrintedName.Read(subject).Name.CommonName is { } name) state.Draft.Names.FromUser(name, NodeNames.Certificate);
        if (printed.Build(DefaultLifetime) is not { } certificate) return line;
        if (printed.NotBefore is null)
        {
            state.Draft.Problems.Add(new(state.Draft.Name, $"Line {printed.FirstLine}: the certificate's start of validity was not pasted; a lifetime of one year is assumed."));
        }
        if (!certificate.IsCa) state.Draft.Present.Validity(printed.NotBefore, certificate.NotAfter);
        found.Add(certificate);
        return line == 0 ? printed.FirstLine : line;
    }

    private static void Place(PasteState state, List<Certificate> found, ref int line)
    {
        if (found.Count == 0) return;
        CertificatePlacer.Place(state, new() { Source = state.Draft.At(line), Size = 0, Certificates = [.. found] });
        found.Clear();
        line = 0;
    }

    /// <summary>The whole output on one line, as chat programs make of it.</summary>
    private static bool IsFlat(string text) =>
        text.Length is > 150 and < 20_000 && text.Contains("Not Before: ", StringComparison.Ordinal) && text.Contains("Not After : ", StringComparison.Ordinal);

    private static int ReadFlat(PasteState state, string text, int number)
    {
        var printed = new PrintedCertificate();
        foreach (var part in WideSpace().Split(text))
        {
            if (part.Length > 0) printed.TryTake(" " + part, number, out _);
        }
        var found = new List<Certificate>();
        var line = Finish(state, printed, found, 0);
        Place(state, found, ref line);
        return 1;
    }

    private static bool IsChatter(string text) =>
        text.StartsWith("depth=", StringComparison.Ordinal) || text.StartsWith("verify ", StringComparison.Ordinal) || text.StartsWith("CONNECTED(", StringComparison.Ordinal)
        || text is "---" or "Certificate chain" or "Server certificate";

    [GeneratedRegex(@"\s{3,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex WideSpace();
}
