using System.Formats.Asn1;
using System.Text;
using Certrot.Pki;

namespace Certrot.Collect.Pasted;

/// <summary>
/// A distinguished name as openssl prints it: <c>O = system:nodes, CN = system:node:w1</c>, <c>O=..., CN=...</c> or <c>/O=.../CN=...</c>.
/// Its DER is written as Go does (PrintableString where it fits, else UTF8String), so that it compares equal with a certificate that Kubernetes signed.
/// </summary>
internal static class PrintedName
{
    /// <summary>DER of a name without attributes.</summary>
    private static readonly byte[] EmptyDer = [0x30, 0x00];

    /// <summary>Reads a name.</summary>
    public static (DistinguishedName Name, byte[] Der) Read(string text)
    {
        text = text.Trim();
        var attributes = text.StartsWith('/') ? SlashForm(text) : CommaForm(text);
        var organizations = new List<string>();
        var commonName = (string?)null;
        foreach (var (key, value) in attributes)
        {
            if (key == "CN") commonName = value;
            else if (key == "O") organizations.Add(value);
        }
        var shown = string.Join(", ", attributes.Select(a => $"{a.Key}={a.Value}"));
        return (new(commonName, organizations, shown), Encode(attributes));
    }

    private static List<(string Key, string Value)> SlashForm(string text)
    {
        var attributes = new List<(string, string)>();
        foreach (var part in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            if (equals > 0 && part.AsSpan(0, equals).IndexOfAnyExceptInRange('A', 'z') < 0) attributes.Add((part[..equals].Trim(), part[(equals + 1)..].Trim()));
            else if (attributes.Count > 0) attributes[^1] = (attributes[^1].Item1, $"{attributes[^1].Item2}/{part}");
        }
        return attributes;
    }

    private static List<(string Key, string Value)> CommaForm(string text)
    {
        var attributes = new List<(string, string)>();
        var i = 0;
        while (i < text.Length)
        {
            var equals = text.IndexOf('=', i);
            if (equals < 0) break;
            var key = text.AsSpan(i, equals - i).Trim(" ,+").ToString();
            i = equals + 1;
            while (i < text.Length && text[i] == ' ') i++;
            var value = new StringBuilder();
            var quoted = i < text.Length && text[i] == '"';
            if (quoted) i++;
            for (; i < text.Length; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length) value.Append(text[++i]);
                else if (quoted && text[i] == '"') break;
                else if (!quoted && (text[i] == ',' || text.AsSpan(i).StartsWith(" + ", StringComparison.Ordinal))) break;
                else value.Append(text[i]);
            }
            var next = text.AsSpan(Math.Min(i, text.Length)).IndexOfAny(',', '+');
            i = next < 0 ? text.Length : i + next + 1;
            if (key.Length is > 0 and < 40) attributes.Add((key, value.ToString().Trim()));
        }
        return attributes;
    }

    private static byte[] Encode(List<(string Key, string Value)> attributes)
    {
        if (attributes.Count == 0) return EmptyDer;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (key, value) in attributes)
            {
                if (OidOf(key) is not { } oid) continue;
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    var type = key is "DC" or "emailAddress" ? UniversalTagNumber.IA5String : IsPrintable(value) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String;
                    if (type == UniversalTagNumber.IA5String && !Ascii.IsValid(value)) type = UniversalTagNumber.UTF8String;
                    writer.WriteCharacterString(type, Scalars(value));
                }
            }
        }
        return writer.Encode();
    }

    /// <summary>Lone surrogates cannot be written as UTF-8.</summary>
    private static string Scalars(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));

    private static bool IsPrintable(string value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (' ' or '\'' or '(' or ')' or '+' or ',' or '-' or '.' or '/' or ':' or '=' or '?')) return false;
        }
        return true;
    }

    private static string? OidOf(string key) => key switch
    {
        "CN" => "2.5.4.3",
        "serialNumber" => "2.5.4.5",
        "C" => "2.5.4.6",
        "L" => "2.5.4.7",
        "ST" or "S" => "2.5.4.8",
        "street" or "STREET" => "2.5.4.9",
        "O" => "2.5.4.10",
        "OU" => "2.5.4.11",
        "DC" => "0.9.2342.19200300.100.1.25",
        "emailAddress" => "1.2.840.113549.1.9.1",
        _ => null,
    };
}
