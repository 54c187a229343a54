using System.Text;
using System.Text.RegularExpressions;

namespace Certrot.TestKit.Transformations;

/// <summary>Finds PEM blocks of certificates and requests wherever they stand: as they are, in JSON strings, in base64.</summary>
internal static partial class PemChange
{
    /// <summary>All blocks of texts, decoded, each once.</summary>
    public static IReadOnlyList<byte[]> Find(IEnumerable<string> texts)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var text in texts) Collect(text, found);
        return [.. found.Values];
    }

    /// <summary>The text with each block changed; a block that does not parse stays.</summary>
    public static string Replace(string text, CertificateChange forge)
    {
        text = Base64Block().Replace(text, match => Decode(match.Value) is { } bytes
            ? Convert.ToBase64String(Encoding.Latin1.GetBytes(Replace(Encoding.Latin1.GetString(bytes), forge)))
            : match.Value);
        return Block().Replace(text, match =>
        {
            if (Body(match) is not { } der || forge.Change(der) is not { } changed) return match.Value;
            var pem = CertificateForge.Pem(match.Groups["label"].Value, changed);
            return (match.Value.Contains("\\n", StringComparison.Ordinal) ? pem.Replace("\n", "\\n", StringComparison.Ordinal) : pem)[..^(match.Value.Contains("\\n", StringComparison.Ordinal) ? 2 : 1)];
        });
    }

    private static void Collect(string text, Dictionary<string, byte[]> found)
    {
        foreach (Match match in Base64Block().Matches(text))
        {
            if (Decode(match.Value) is { } bytes) Collect(Encoding.Latin1.GetString(bytes), found);
        }

        foreach (Match match in Block().Matches(text))
        {
            if (Body(match) is { } der) found[Convert.ToHexString(der)] = der;
        }
    }

    private static byte[]? Body(Match match) => Decode(match.Groups["body"].Value.Replace("\\n", "", StringComparison.Ordinal).Replace("\\r", "", StringComparison.Ordinal));

    private static byte[]? Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"-----BEGIN (?<label>CERTIFICATE|CERTIFICATE REQUEST)-----(?<body>(?:\s|\\n|\\r|[A-Za-z0-9+/=])*)-----END \k<label>-----")]
    private static partial Regex Block();

    // "-----BEGIN" in base64.
    [GeneratedRegex("LS0tLS1CRUdJTi[A-Za-z0-9+/]+={0,2}")]
    private static partial Regex Base64Block();
}
