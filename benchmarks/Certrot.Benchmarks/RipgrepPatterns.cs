using System.Text;
using System.Text.RegularExpressions;
using Certrot.Causes;
using Certrot.Logs;

namespace Certrot.Benchmarks;

/// <summary>The scanner's patterns, one a line, in the dialect of Rust's regex crate.</summary>
internal static partial class RipgrepPatterns
{
    public static int Print()
    {
        foreach (var expression in CauseCatalogue.LogPatterns.Select(Translate).Distinct(StringComparer.Ordinal))
            Console.WriteLine(expression);
        return 0;
    }

    /// <summary>
    /// The expression where Rust can read it, else the literals, of which one must occur anyway. Rust's regex has no look-around, no
    /// atomic groups and no back-references. ripgrep joins all expressions into one, in which no name may stand twice and a flag would
    /// reach into the next expression: names are dropped, which spares ripgrep their cost, and flags are kept to their expression.
    /// </summary>
    private static string Translate(LogPattern pattern)
    {
        if (pattern.Expression?.ToString() is { } expression)
        {
            if (!expression.Contains("(?=", StringComparison.Ordinal) && !expression.Contains("(?!", StringComparison.Ordinal)
                && !expression.Contains("(?<=", StringComparison.Ordinal) && !expression.Contains("(?<!", StringComparison.Ordinal)
                && !expression.Contains("(?>", StringComparison.Ordinal) && !expression.Contains("\\k<", StringComparison.Ordinal))
            {
                var group = pattern.Expression.Options.HasFlag(RegexOptions.IgnoreCase) ? "(?i:" : "(?:";
                return group + GroupName().Replace(expression, "(?:") + ')';
            }

            Console.Error.WriteLine($"{pattern.Id}: Rust cannot read its expression; its literals stand in");
        }

        return string.Join('|', pattern.Literals.Select(Escape));
    }

    [GeneratedRegex(@"\(\?<\w+>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex GroupName();

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
