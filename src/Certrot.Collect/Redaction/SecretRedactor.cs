using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Certrot.Collect.Redaction;

/// <summary>Takes secrets out of text before it is kept: private keys, tokens, passwords, authorization headers. Certificates and requests stay.</summary>
internal static partial class SecretRedactor
{
    /// <summary>What stands where a secret was.</summary>
    public const string Redacted = "REDACTED";

    private const int Patience = 1000;
    private const int MostNames = 1000;
    private const string KeyBegin = "-----BEGIN ";
    private const string KeyName = "PRIVATE KEY-----";

    private static readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);

    /// <summary>The text without secrets, also where line ends are written as <c>\n</c>.</summary>
    public static string Redact(string text)
    {
        if (!MayHold(text)) return text;
        try
        {
            var clean = text.Contains(KeyName, StringComparison.Ordinal) ? PrivateKey().Replace(text, "${begin}" + Redacted + "${end}") : text;
            clean = JsonWebToken().Replace(clean, Redacted);
            clean = BootstrapToken().Replace(clean, "${id}." + Redacted);
            clean = Authorization().Replace(clean, "${scheme}" + Redacted);
            clean = Assignment().Replace(clean, "${name}" + Redacted);
            return UserInfo().Replace(clean, "${scheme}" + Redacted + "@");
        }
        catch (RegexMatchTimeoutException)
        {
            // Rather no text than a secret.
            return Redacted;
        }
    }

    /// <summary>Whether a field of this name holds a secret.</summary>
    public static bool IsSecretName(string name)
    {
        // Lists of a hundred thousand objects have a few dozen names; annotations and labels of any kind must not fill the memory.
        if (names.TryGetValue(name, out var known)) return known;
        var secret = SecretName().IsMatch(name);
        if (names.Count < MostNames) names.TryAdd(name, secret);
        return secret;
    }

    /// <summary>Copies text line by line without secrets; keys that stand over several lines keep their first and last.</summary>
    /// <param name="from">UTF-8, or bytes that are no text, which are copied as they are.</param>
    /// <param name="to">Where to.</param>
    public static void Redact(Stream from, Stream to)
    {
        using var reader = new StreamReader(from, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true);
        using var writer = new StreamWriter(to, Encoding.Latin1, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var inKey = false;
        while (reader.ReadLine() is { } line)
        {
            if (inKey)
            {
                inKey = !IsKeyLine(line, "-----END ");
                if (!inKey) writer.WriteLine(line);
                continue;
            }

            if (IsKeyLine(line, KeyBegin) && !line.Contains("-----END ", StringComparison.Ordinal))
            {
                inKey = true;
                writer.WriteLine(line);
                writer.WriteLine(Redacted);
                continue;
            }

            writer.WriteLine(Redact(line));
        }
    }

    /// <summary>The content of a small text file without secrets.</summary>
    public static byte[] Redact(ReadOnlyMemory<byte> content)
    {
        var clean = new MemoryStream();
        Redact(new MemoryStream(content.ToArray(), writable: false), clean);
        return clean.ToArray();
    }

    private static bool IsKeyLine(string line, string start) => line.Contains(start, StringComparison.Ordinal) && line.Contains(KeyName, StringComparison.Ordinal);

    /// <summary>Most text holds nothing of the kind, and needs no expression to tell.</summary>
    private static bool MayHold(string text) =>
        text.Contains(KeyName, StringComparison.Ordinal) || text.Contains("eyJ", StringComparison.Ordinal) || HasTokenShape(text)
        || text.Contains("earer", StringComparison.Ordinal) || text.Contains("EARER", StringComparison.Ordinal) || text.Contains("Basic ", StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal)
        || text.Contains("oken", StringComparison.OrdinalIgnoreCase) || text.Contains("assw", StringComparison.OrdinalIgnoreCase) || text.Contains("ecret", StringComparison.OrdinalIgnoreCase) || text.Contains("-key-data", StringComparison.Ordinal);

    private static bool HasTokenShape(string text)
    {
        for (var dot = text.IndexOf('.', StringComparison.Ordinal); dot >= 0 && dot + 16 < text.Length; dot = text.IndexOf('.', dot + 1))
        {
            if (dot >= 6 && char.IsAsciiLetterOrDigit(text[dot - 6]) && char.IsAsciiLetterOrDigit(text[dot + 16])) return true;
        }

        return false;
    }

    [GeneratedRegex(@"(?<begin>-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(\\r)?(\\n|\n)?).*?(?<end>(\\n|\n)?-----END [A-Z0-9 ]*PRIVATE KEY-----|$)", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex JsonWebToken();

    /// <summary>k8s.io/cluster-bootstrap/token/api, BootstrapTokenPattern; a host name of that shape has no digit.</summary>
    [GeneratedRegex(@"(?<![\w.])(?<id>[a-z0-9]{6})\.(?=[a-z]*[0-9])[a-z0-9]{16}(?![\w.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex BootstrapToken();

    [GeneratedRegex(@"(?<scheme>\b(bearer|basic)\s+)(?!REDACTED|token|auth)[A-Za-z0-9._~+/=-]{6,}", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Authorization();

    [GeneratedRegex("""(?<name>(\b|_|-)(token|token-secret|access[-_]key|passwd|password|client[-_]secret|secret[-_]key|client-key-data|api[-_]?key)\\*["']?\s*[=:]\s*\\*["']?)(?!REDACTED|\s)(?<value>[^\s"'\\&,;}]{4,})""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Assignment();

    [GeneratedRegex("""(?<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@:"']+:[^\s/@"']+@""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(^|[-_. ])(token|password|passwd|pwd|secret|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|client-key-data)s?($|[-_. ])|(Token|Password|Secret|ApiKey|AccessKey|PrivateKey)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex SecretName();
}
