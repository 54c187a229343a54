using System.Text;

namespace Certrot.Render;

/// <summary>Data inside Markdown (CommonMark, GitHub's extensions): nothing in it may become markup, a mention, a formula or a tag.</summary>
internal static class MarkdownText
{
    private const int CodeLimit = 2_000;

    /// <summary>Text of a paragraph, a list item or a table cell.</summary>
    public static string Escape(string? data, int limit = 20_000)
    {
        var text = DataText.Clean(data, limit).Trim();
        var builder = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    builder.Append("&amp;");
                    break;
                case '<':
                    builder.Append("&lt;");
                    break;
                case '>':
                    builder.Append("&gt;");
                    break;
                case '@':
                    // GitHub looks for mentions in the rendered text: an empty character between keeps it from finding one.
                    builder.Append("@&#8203;");
                    break;
                case '\\' or '`' or '*' or '[' or ']' or '|' or '~' or '$' or '#':
                    builder.Append('\\').Append(c);
                    break;
                case '_' when i == 0 || i == text.Length - 1 || !char.IsLetterOrDigit(text[i - 1]) || !char.IsLetterOrDigit(text[i + 1]):
                    builder.Append("\\_");
                    break;
                case '-' or '+' or '=' when i == 0:
                    builder.Append('\\').Append(c);
                    break;
                case '.' or ')' when i > 0 && StartsWithNumber(text, i):
                    builder.Append('\\').Append(c);
                    break;
                default:
                    builder.Append(c);
                    break;
            }
        }
        return builder.ToString();
    }

    /// <summary>A code span inside a table cell, where a pipe needs a backslash even in code.</summary>
    public static string CodeCell(string? data)
    {
        // A backslash before a pipe cannot be written in a cell's code span (GFM, section 4.10): such text goes without one.
        if (data?.Contains("\\|", StringComparison.Ordinal) == true)
            return Escape(data, CodeLimit);
        return Code(data).Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>A code span outside of tables.</summary>
    public static string Code(string? data)
    {
        var text = DataText.Clean(data, CodeLimit).Trim();
        if (text.Length == 0)
            return "";
        var fence = new string('`', LongestTicks(text) + 1);
        var pad = text[0] == '`' || text[^1] == '`' ? " " : "";
        return fence + pad + text + pad + fence;
    }

    /// <summary>A fence longer than any run of backticks in the text, and at least three.</summary>
    public static string Fence(string text) => new('`', Math.Max(3, LongestTicks(text) + 1));

    private static bool StartsWithNumber(string text, int end)
    {
        for (var i = 0; i < end; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return false;
        }
        return true;
    }

    private static int LongestTicks(string text)
    {
        var longest = 0;
        var current = 0;
        foreach (var c in text)
        {
            current = c == '`' ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }
        return longest;
    }
}
