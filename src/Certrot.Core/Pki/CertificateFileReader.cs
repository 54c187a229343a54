using System.Text;
using Certrot.Evidence;

namespace Certrot.Pki;

/// <summary>Reads a certificate file of a node: PEM as the kubelet writes it, or DER.</summary>
public static class CertificateFileReader
{
    private const string CertificateLabel = "CERTIFICATE";

    /// <summary>
    /// Reads a file and tells what is broken in it. Private keys are noticed and never decoded; a redacted key is sound. Never throws.
    /// </summary>
    /// <param name="content">The whole file.</param>
    /// <param name="path">Where it was read, for quotes.</param>
    public static CertificateFile Read(ReadOnlySpan<byte> content, string path)
    {
        var problems = new List<string>();
        var certificates = new List<Certificate>();
        var file = new CertificateFile { Source = new Source(path), Size = content.Length, Certificates = certificates, Problems = problems };
        if (NoContent(content) is { } nothing)
        {
            problems.Add(nothing);
            return file;
        }

        if (content[0] == 0x30)
        {
            AddCertificate(content.ToArray(), "the DER content", certificates, problems);
            return file;
        }

        var spans = PemScanner.Scan(content);
        var hasKey = false;
        var keyFirst = false;
        var labels = new List<string>();
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i];
            var isCertificate = span.Label == CertificateLabel;
            if (!labels.Contains(span.Label) && labels.Count < 8) labels.Add(span.Label);
            if (span.IsPrivateKey)
            {
                hasKey = true;
                keyFirst |= !labels.Contains(CertificateLabel);
            }

            var block = PemReader.Decode(content, span);
            var name = $"the {span.Label} block that begins in line {span.Line}";
            if (Broken(span, block, i + 1 < spans.Count ? spans[i + 1] : null) is { } broken) problems.Add($"{name} {broken}");
            else if (block.State == PemState.Redacted && isCertificate) problems.Add($"{name} holds no certificate (it is empty or redacted)");
            if (isCertificate && block.Der is { } der)
            {
                AddCertificate(der, name, certificates, problems);
                if (IsHidden(content, span)) problems.Add($"{name} does not start at the beginning of its line: the kubelet does not find it");
            }
        }

        if (!labels.Contains(CertificateLabel)) problems.Add(NoCertificate(content, labels));
        return file with { HasPrivateKey = hasKey, KeyFirst = keyFirst && labels.Contains(CertificateLabel) };
    }

    private static string? NoContent(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return "the file is empty (0 bytes)";
        if (!content.ContainsAnyExcept((byte)0)) return $"the file holds zero bytes only ({content.Length} bytes): its content never reached the disk";
        return content.ContainsAnyExcept(" \t\r\n"u8) ? null : $"the file holds white space only ({content.Length} bytes)";
    }

    private static void AddCertificate(byte[] der, string name, List<Certificate> certificates, List<string> problems)
    {
        if (Certificate.TryParse(der, out var problem) is { } certificate) certificates.Add(certificate);
        else problems.Add($"{name} does not parse: {problem}");
    }

    private static string? Broken(PemSpan span, PemBlock block, PemSpan? next) => block.State switch
    {
        PemState.Unterminated when next is not null => $"has no END line before the next block begins in line {next.Line}",
        PemState.Unterminated => "has no END line: the file is cut off",
        PemState.MismatchedEnd => $"ends with another label ({span.EndLabel})",
        PemState.BadBase64 => "is not valid base64",
        _ => null,
    };

    // Go looks for BEGIN at the start of the text or behind a line feed (encoding/pem, Decode).
    private static bool IsHidden(ReadOnlySpan<byte> content, PemSpan span) =>
        span.IsIndented || (content.StartsWith(PemScanner.ByteOrderMark) && span.Start == PemScanner.ByteOrderMark.Length);

    private static string NoCertificate(ReadOnlySpan<byte> content, List<string> labels)
    {
        if (labels.Count > 0)
        {
            var held = new StringBuilder("no CERTIFICATE block (it holds: ");
            return held.AppendJoin(", ", labels).Append(')').ToString();
        }

        return content.IndexOf("-----BEGIN "u8) >= 0
            ? "no PEM block can be read, although there is a BEGIN: the line breaks are missing or the BEGIN line is damaged"
            : $"no PEM block in it ({content.Length} bytes of something else)";
    }
}
