using System.Formats.Asn1;
using System.Globalization;
using System.Net;
using System.Text;

namespace Certrot.Pki;

/// <summary>The names of a subjectAltName extension (RFC 5280 §4.2.1.6).</summary>
internal sealed class AltNames
{
    private AltNames()
    {
    }

    internal List<string> DnsNames { get; } = [];

    internal List<IPAddress> IpAddresses { get; } = [];

    internal List<string> Emails { get; } = [];

    internal List<string> Uris { get; } = [];

    /// <summary>
    /// Reads the extension's value. With <paramref name="problem"/> everything a strict policy refuses is told there; without it, an IP address of
    /// impossible length is an error, as it is in Go (crypto/x509/parser.go, parseSANExtension).
    /// </summary>
    internal static AltNames Read(ReadOnlyMemory<byte> value, AsnEncodingRules rules, Action<string>? problem)
    {
        var names = new AltNames();
        var reader = new AsnReader(value, rules);
        var sequence = reader.ReadSequence();
        if (reader.HasData) problem?.Invoke("subjectAltName has trailing data");
        if (!sequence.HasData) problem?.Invoke("subjectAltName is empty");
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            var bytes = sequence.PeekContentBytes().Span;
            sequence.ReadEncodedValue();
            if (tag.TagClass != TagClass.ContextSpecific)
            {
                problem?.Invoke("subjectAltName holds a value that is no name");
                continue;
            }

            // Go knows a name by its whole tag and skips a constructed one (crypto/x509/parser.go, forEachSAN).
            if (tag.IsConstructed && tag.TagValue is 1 or 2 or 6 or 7 or 8) problem?.Invoke("a name in subjectAltName is of a constructed form, which others skip");
            names.Add(tag.TagValue, bytes, problem);
        }

        return names;
    }

    private void Add(int type, ReadOnlySpan<byte> bytes, Action<string>? problem)
    {
        switch (type)
        {
            case 1:
                Emails.Add(Encoding.Latin1.GetString(bytes));
                problem?.Invoke($"subjectAltName holds the e-mail name {NameText.Quote(Emails[^1])}");
                break;
            case 2:
                var name = Encoding.Latin1.GetString(bytes);
                DnsNames.Add(name);
                if (problem is not null && DnsProblem(name) is { } wrong) problem($"the DNS name {NameText.Quote(name)} {wrong}");
                break;
            case 6:
                Uris.Add(Encoding.Latin1.GetString(bytes));
                problem?.Invoke($"subjectAltName holds the URI {NameText.Quote(Uris[^1])}");
                break;
            case 7 when bytes.Length is 4 or 16:
                IpAddresses.Add(new IPAddress(bytes));
                break;
            case 7 when problem is null:
                throw new AsnContentException("IP address of impossible length");
            case 7:
                problem(string.Create(CultureInfo.InvariantCulture, $"an IP address in subjectAltName has {bytes.Length} bytes, not 4 or 16"));
                break;
            default:
                problem?.Invoke($"subjectAltName holds a name of the type {TypeName(type)}");
                break;
        }
    }

    private static string TypeName(int type) => type switch
    {
        0 => "otherName",
        3 => "x400Address",
        4 => "directoryName",
        5 => "ediPartyName",
        8 => "registeredID",
        _ => string.Create(CultureInfo.InvariantCulture, $"[{type}]"),
    };

    private static string? DnsProblem(string name)
    {
        if (name.Length == 0) return "is empty";
        var hasOtherCharacter = false;
        foreach (var c in name)
        {
            if (c == '\0') return "holds a NUL character";
            if (c > 0x7E) return "holds a character outside ASCII";
            if (c == '*') return "is a wildcard";
            hasOtherCharacter |= !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        }

        if (HostNames.TryParseIp(name) is not null) return "is an IP address, which is no DNS name";
        if (hasOtherCharacter) return "holds a character that no host name has";
        if (name[^1] == '.') return "ends with a dot";
        if (name[0] == '.' || name.Contains("..")) return "has an empty label";
        return name.Length > 253 ? "is longer than 253 characters" : null;
    }
}
