using System.Text.RegularExpressions;

namespace Certrot.Logs;

/// <summary>Makes text fit to be kept and shown: no secret, no control character.</summary>
internal static partial class SecretText
{
    private const string Redacted = "REDACTED";

    /// <summary>Puts spaces for control characters and REDACTED for what looks like a secret.</summary>
    public static string Clean(string text) => Redact(WithoutControls(text));

    /// <summary>The value of a flag; one whose name says that it is a secret is left out.</summary>
    public static string CleanValue(string name, string value)
    {
        bool isSecret = value.Length > 0 && !value.Contains('/')
            && (name.EndsWith("token", StringComparison.Ordinal) || name.EndsWith("password", StringComparison.Ordinal) || name.EndsWith("secret", StringComparison.Ordinal));
        return isSecret ? Redacted : Clean(value);
    }

    /// <summary>Puts REDACTED for what looks like a secret.</summary>
    public static string Redact(string text)
    {
        try
        {
            return RedactAll(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Redacted;
        }
    }

    private static string RedactAll(string text)
    {
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            text = PrivateKey().Replace(text, Redacted);
        text = JsonWebToken().Replace(text, Redacted);
        text = Authorization().Replace(text, "${scheme} " + Redacted);
        text = Assignment().Replace(text, "${name}" + Redacted);
        text = UserInfo().Replace(text, "${scheme}" + Redacted + "@");
        text = BootstrapToken().Replace(text, Redacted);
        return Base64().Replace(text, Redacted);
    }

    private static string WithoutControls(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
                return string.Create(text.Length, text, static (target, source) =>
                {
                    for (int i = 0; i < source.Length; i++)
                        target[i] = char.IsControl(source[i]) ? ' ' : source[i];
                });
        }

        return text;
    }

    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{6,}(\.[A-Za-z0-9_-]*){0,2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"\b(?<scheme>[Bb]earer|BEARER|Basic) +(?!REDACTED)[A-Za-z0-9._~+/=-]{6,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Authorization();

    [GeneratedRegex("""(?<name>\b(access_|id_|refresh_|bootstrap-|[a-z]+-)?(token|password|passwd|secret|client-key-data)=\\*"?)(?!REDACTED)[^\s"\\&,;]+""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<scheme>\b[a-z]+://)[^\s/@:""]+:[^\s/@""]+@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();

    // Bootstrap tokens: kubernetes/kubernetes, staging/src/k8s.io/cluster-bootstrap/token/api, BootstrapTokenPattern.
    [GeneratedRegex("(?<![A-Za-z0-9])[a-z0-9]{6}[.][a-z0-9]{16}(?![A-Za-z0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BootstrapToken();

    // The lines between BEGIN and END of a PEM block come alone: 64 characters with both cases, which no digest or UID has.
    [GeneratedRegex("(?<![A-Za-z0-9+/])(?=[^\\s]*[A-Z])(?=[^\\s]*[a-z])[A-Za-z0-9+/]{60,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Base64();
}
