using System.Text;
using System.Text.RegularExpressions;
using Certrot.Causes;
using Certrot.Logs;

namespace Certrot.Benchmarks;

/// <summary>The scanner's patterns, one a line, in the dialect of Rust's regex crate.</summary>
internal static class RipgrepPatterns
{
    public static int Print()
    {
        foreach (var pattern in CauseCatalogue.LogPatterns)
            Console.WriteLine(Translate(pattern));
        return 0;
    }

    /// <summary>
    /// The expression where Rust can read it, else the literals, of which one must occur anyway. Rust's regex has no look-around, no
    /// atomic groups and no back-references, and before 1.9 it named groups the way Python does.
    /// </summary>
    private static string Translate(LogPattern pattern)
    {
        if (pattern.Expression?.ToString() is { } expression)
        {
            if (!expression.Contains("(?=", StringComparison.Ordinal) && !expression.Contains("(?!", StringComparison.Ordinal)
                && !expression.Contains("(?<=", StringComparison.Ordinal) && !expression.Contains("(?<!", StringComparison.Ordinal)
                && !expression.Contains("(?>", StringComparison.Ordinal) && !expression.Contains("\\k<", StringComparison.Ordinal))
            {
                var flags = pattern.Expression.Options.HasFlag(RegexOptions.IgnoreCase) ? "(?i)" : "";
                return flags + expression.Replace("(?<", "(?P<", StringComparison.Ordinal);
            }

            Console.Error.WriteLine($"{pattern.Id}: Rust cannot read its expression; its literals stand in");
        }

        return string.Join('|', pattern.Literals.Select(Escape));
    }

    private static string Escape(string literal)
    {
        var escaped = new StringBuilder(literal.Length + 8);
        foreach (var c in literal)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
