using System.Globalization;
using System.Text;
using System.Text.Json;
using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A report as YAML 1.2, readable by YAML 1.1 parsers: the same document as <see cref="JsonReport"/>.</summary>
public static class YamlReport
{
    /// <summary>Writes the document with LF line ends. Times stay strings, as in the JSON.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, DiagnosisReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        WriteJson(to, JsonReport.ToUtf8(report).WrittenSpan);
    }

    /// <summary>Writes a JSON document of ours as YAML.</summary>
    internal static void WriteJson(TextWriter to, ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        var yaml = new StringBuilder(32 * 1024);
        json.Read();
        WriteObject(yaml, ref json, indent: 0, firstIsInline: true);
        to.Write(yaml);
    }

    // Recursion is as deep as the contract: the document is our own.
    private static void WriteObject(StringBuilder yaml, ref Utf8JsonReader json, int indent, bool firstIsInline)
    {
        var first = firstIsInline;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (!first)
                yaml.Append(' ', indent);
            first = false;
            yaml.Append(json.GetString()).Append(':');
            json.Read();
            WriteValue(yaml, ref json, indent);
        }
    }

    private static void WriteValue(StringBuilder yaml, ref Utf8JsonReader json, int indent)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                yaml.Append('\n');
                WriteObject(yaml, ref json, indent + 2, firstIsInline: false);
                break;
            case JsonTokenType.StartArray:
                WriteArray(yaml, ref json, indent);
                break;
            default:
                yaml.Append(' ');
                WriteScalar(yaml, ref json);
                yaml.Append('\n');
                break;
        }
    }

    private static void WriteArray(StringBuilder yaml, ref Utf8JsonReader json, int indent)
    {
        var empty = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (empty)
                yaml.Append('\n');
            empty = false;
            yaml.Append(' ', indent).Append("- ");
            if (json.TokenType == JsonTokenType.StartObject)
            {
                WriteObject(yaml, ref json, indent + 2, firstIsInline: true);
            }
            else
            {
                WriteScalar(yaml, ref json);
                yaml.Append('\n');
            }
        }
        if (empty)
            yaml.Append(" []\n");
    }

    private static void WriteScalar(StringBuilder yaml, ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                WriteString(yaml, json.GetString()!);
                break;
            case JsonTokenType.Number:
                yaml.Append(Encoding.ASCII.GetString(json.ValueSpan));
                break;
            case JsonTokenType.True:
                yaml.Append("true");
                break;
            case JsonTokenType.False:
                yaml.Append("false");
                break;
            default:
                yaml.Append("null");
                break;
        }
    }

    private static void WriteString(StringBuilder yaml, string text)
    {
        if (IsSafePlain(text))
            yaml.Append(text);
        else
            WriteQuoted(yaml, text);
    }

    /// <summary>
    /// Plain only where no parser can see anything but a string: starts with a letter, holds nothing that ends or starts a token, and is no
    /// word that YAML 1.1 or 1.2 reads as null, a boolean or a number.
    /// </summary>
    private static bool IsSafePlain(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]) || text[^1] is ' ' or ':')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var safe = c is >= ' ' and <= '~' and not ('"' or '\\' or '#' or '{' or '}' or '[' or ']')
                && (c != ':' || text[i + 1] != ' ');
            if (!safe)
                return false;
        }
        return text.Length > 5 || !IsReserved(text);
    }

    private static bool IsReserved(string text) => text.ToUpperInvariant() is "Y" or "N" or "YES" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE"
        or "NULL" or "INF" or "NAN";

    private static void WriteQuoted(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    yaml.Append('\\').Append(c);
                    break;
                case '\n':
                    yaml.Append("\\n");
                    break;
                case '\t':
                    yaml.Append("\\t");
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        yaml.Append(c).Append(text[++i]);
                    else if (MustEscape(c))
                        yaml.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    else
                        yaml.Append(c);
                    break;
            }
        }
        yaml.Append('"');
    }

    private static bool MustEscape(char c) => c is < ' ' or '\u007f' or '\ufeff' || char.IsSurrogate(c)
        || (c > '\u007f' && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
