using System.Buffers;
using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Takes tokens and passwords out of a line before it is kept or handed on.</summary>
internal static partial class SecretText
{
    /// <summary>The line without secrets.</summary>
    public static string Redact(string text)
    {
        if (text.Contains("eyJ", StringComparison.Ordinal)) text = Jwt().Replace(text, "REDACTED");
        if (HasTokenShape(text)) text = BootstrapToken().Replace(text, "${id}.REDACTED");
        var named = text.Contains("Bearer", StringComparison.Ordinal) || text.Contains("token", StringComparison.Ordinal) || text.Contains("password", StringComparison.Ordinal)
            || (text.Contains('@') && text.Contains("://", StringComparison.Ordinal));
        return named ? Named().Replace(text, "${key}REDACTED") : text;
    }

    /// <summary>Whether a dot stands where a bootstrap token has it: most lines need no closer look.</summary>
    private static bool HasTokenShape(string text)
    {
        for (var dot = text.IndexOf('.', StringComparison.Ordinal); dot >= 0 && dot + 16 < text.Length; dot = text.IndexOf('.', dot + 1))
        {
            if (dot >= 6 && char.IsAsciiLetterOrDigit(text[dot - 6]) && text.AsSpan(dot + 1, 16).IndexOfAnyExcept(TokenLetters) < 0) return true;
        }
        return false;
    }

    private static readonly SearchValues<char> TokenLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]+){0,2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex Jwt();

    /// <summary>cluster-bootstrap token (k8s.io/cluster-bootstrap/token/api BootstrapTokenPattern); a host name of that shape has no digit.</summary>
    [GeneratedRegex(@"(?<![\w.])(?<id>[a-z0-9]{6})\.(?=[a-z]*[0-9])[a-z0-9]{16}(?![\w.])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex BootstrapToken();

    [GeneratedRegex(@"(?<key>(Bearer\s+|--token[= ]|--password[= ]|\btoken-secret: ?|\bpassword[=:] ?|://[^\s/:@]{1,64}:(?=[^\s/@]{1,200}@)))[^\s""'@,]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex Named();
}
