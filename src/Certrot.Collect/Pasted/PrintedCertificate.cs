using System.Buffers;
using System.Net;
using Certrot.Pki;

namespace Certrot.Collect.Pasted;

/// <summary>Collects the fields that openssl (or curl -v) prints of one certificate, line by line.</summary>
internal sealed class PrintedCertificate
{
    /// <summary>DER of a name without attributes: an unknown subject is not taken for the unknown issuer.</summary>
    private static readonly byte[] EmptyName = [0x30, 0x00];

    private readonly List<string> dnsNames = [];
    private readonly List<IPAddress> addresses = [];
    private readonly List<string> usages = [];
    private string? subject;
    private string? issuer;
    private string? serial;
    private string? algorithm;
    private string? subjectKeyId;
    private string? authorityKeyId;
    private string pending = "";
    private bool isCa;

    /// <summary>Line of the first field.</summary>
    public int FirstLine { get; private set; }

    /// <summary>Start of validity; null where not printed.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>End of validity; null where not printed.</summary>
    public DateTimeOffset? NotAfter { get; private set; }

    /// <summary>The subject's text; null where not printed.</summary>
    public string? Subject => this.subject;

    /// <summary>Sets the end of validity, for tables of certificates.</summary>
    public void Expires(DateTimeOffset notAfter, int line)
    {
        NotAfter = notAfter;
        FirstLine = line;
    }

    /// <summary>
    /// Takes a line. False where it is not part of a printed certificate; <paramref name="repeats"/> where it begins the next certificate.
    /// </summary>
    public bool TryTake(string line, int number, out bool repeats)
    {
        repeats = false;
        var text = line.AsSpan().Trim();
        if (text.StartsWith("* ", StringComparison.Ordinal)) text = text[2..].TrimStart();
        if (text.Length is 0 or > 4_000) return false;
        if (pending.Length > 0 && TakePending(text.ToString())) return true;

        if (text.Length > 5 && char.IsAsciiDigit(text[0]) && text[1..].StartsWith(" s:", StringComparison.Ordinal)) return Take(ref this.subject, text[4..].ToString(), number, out repeats);
        if (text.StartsWith("i:", StringComparison.Ordinal) && FirstLine > 0) return Take(ref this.issuer, text[2..].ToString(), number, out repeats);
        if (text.StartsWith("a:PKEY", StringComparison.Ordinal)) return FirstLine > 0;
        if (text.StartsWith("v:NotBefore:", StringComparison.Ordinal) && FirstLine > 0)
        {
            var end = text.IndexOf(';');
            if (end < 0) return false;
            NotBefore = TimeText.Parse(text[12..end]);
            NotAfter = TimeText.Parse(text[(end + 1)..].Trim().ToString().Replace("NotAfter:", "", StringComparison.Ordinal));
            return true;
        }
        if (Value(text, "subject=", "Subject:", "subject:") is { } subject) return Take(ref this.subject, subject, number, out repeats);
        if (Value(text, "issuer=", "Issuer:", "issuer:") is { } issuer) return Take(ref this.issuer, issuer, number, out repeats);
        if (Value(text, "notBefore=", "Not Before:", "start date:") is { } start)
        {
            if (TimeText.Parse(start) is not { } time) return false;
            if (NotBefore is not null) return !(repeats = true);
            NotBefore = time;
            return Begin(number);
        }
        if (Value(text, "notAfter=", "Not After :", "expire date:") is { } until)
        {
            if (TimeText.Parse(until) is not { } time) return false;
            if (NotAfter is not null) return !(repeats = true);
            NotAfter = time;
            return Begin(number);
        }
        if (Value(text, "serial=", "Serial Number:", null) is { } serial)
        {
            if (this.serial is not null) return !(repeats = true);
            this.serial = Hex(serial);
            if (this.serial.Length == 0) pending = "serial";
            return Begin(number);
        }
        if (Value(text, "Signature Algorithm:", null, null) is { } algorithm)
        {
            this.algorithm ??= OidOf(algorithm);
            return FirstLine > 0;
        }
        if (text.StartsWith("X509v3 Subject Alternative Name", StringComparison.Ordinal)) return Expect("san", number);
        if (text.StartsWith("X509v3 Extended Key Usage", StringComparison.Ordinal)) return Expect("usage", number);
        if (text.StartsWith("X509v3 Basic Constraints", StringComparison.Ordinal)) return Expect("ca", number);
        if (text.StartsWith("X509v3 Subject Key Identifier", StringComparison.Ordinal)) return Expect("ski", number);
        if (text.StartsWith("X509v3 Authority Key Identifier", StringComparison.Ordinal)) return Expect("aki", number);
        if (text is "Certificate:") return FirstLine == 0 ? Begin(number) : !(repeats = true);
        if (text.StartsWith("DNS:", StringComparison.Ordinal) || text.StartsWith("IP Address:", StringComparison.Ordinal))
        {
            TakeNames(text.ToString());
            return Begin(number);
        }
        return FirstLine > 0 && line[0] is ' ' or '\t' && IsFiller(text);
    }

    /// <summary>The certificate; null where its end of validity was not printed. What was not printed is empty.</summary>
    /// <param name="assumedLifetime">Lifetime where the start was not printed.</param>
    public Certificate? Build(TimeSpan assumedLifetime)
    {
        if (NotAfter is not { } notAfter) return null;
        var (subject, subjectDer) = this.subject is null ? (new DistinguishedName(null, [], ""), EmptyName) : PrintedName.Read(this.subject);
        var (issuer, issuerDer) = this.issuer is null ? (new DistinguishedName(null, [], ""), []) : PrintedName.Read(this.issuer);
        return new()
        {
            Subject = subject,
            Issuer = issuer,
            SerialNumber = this.serial ?? "",
            NotBefore = NotBefore ?? notAfter - assumedLifetime,
            NotAfter = notAfter,
            DnsNames = dnsNames,
            IpAddresses = addresses,
            ExtendedKeyUsages = usages,
            IsCa = isCa,
            SubjectKeyId = subjectKeyId,
            AuthorityKeyId = authorityKeyId,
            SignatureAlgorithm = this.algorithm ?? "",
            PublicKeyInfo = [],
            Der = [],
            IssuerDer = issuerDer,
            SubjectDer = subjectDer,
        };
    }

    private static string? Value(ReadOnlySpan<char> text, string first, string? second, string? third)
    {
        foreach (var key in (ReadOnlySpan<string?>)[first, second, third])
        {
            if (key is not null && text.StartsWith(key, StringComparison.Ordinal)) return text[key.Length..].Trim().ToString();
        }
        return text.StartsWith("Not After:", StringComparison.Ordinal) && first == "notAfter=" ? text[10..].Trim().ToString() : null;
    }

    private bool Take(ref string? field, string value, int number, out bool repeats)
    {
        repeats = field is not null;
        if (repeats || !value.Contains('=')) return false;
        field = value;
        return Begin(number);
    }

    private bool Begin(int number)
    {
        if (FirstLine == 0) FirstLine = number;
        return true;
    }

    private bool Expect(string what, int number)
    {
        pending = what;
        return Begin(number);
    }

    private bool TakePending(string text)
    {
        var what = pending;
        pending = "";
        switch (what)
        {
            case "serial":
                this.serial = Hex(text);
                return true;
            case "san":
                TakeNames(text);
                return true;
            case "usage":
                if (text.Contains("TLS Web Server Authentication", StringComparison.Ordinal)) usages.Add("1.3.6.1.5.5.7.3.1");
                if (text.Contains("TLS Web Client Authentication", StringComparison.Ordinal)) usages.Add("1.3.6.1.5.5.7.3.2");
                return true;
            case "ca":
                isCa = text.Contains("CA:TRUE", StringComparison.Ordinal);
                return true;
            case "ski":
                subjectKeyId = Hex(text);
                return true;
            default:
                authorityKeyId = Hex(text.StartsWith("keyid:", StringComparison.Ordinal) ? text[6..] : text);
                return true;
        }
    }

    private void TakeNames(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("DNS:", StringComparison.Ordinal)) dnsNames.Add(part[4..]);
            else if (part.StartsWith("IP Address:", StringComparison.Ordinal) && IPAddress.TryParse(part.AsSpan(11), out var address)) addresses.Add(address);
        }
    }

    /// <summary>Lines of <c>openssl x509 -text</c> between the fields that are read.</summary>
    private static bool IsFiller(ReadOnlySpan<char> text)
    {
        if (text.Length > 120) return false;
        if (text.IndexOfAnyExcept(HexDump) < 0) return true;
        foreach (var start in Fillers)
        {
            if (text.StartsWith(start, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static readonly SearchValues<char> HexDump = SearchValues.Create("0123456789abcdefABCDEF: ");

    private static readonly string[] Fillers =
    [
        "Data:", "Version:", "Validity", "Subject Public Key Info", "Public Key Algorithm", "Public-Key", "RSA Public-Key", "Modulus", "Exponent", "pub:", "ASN1 OID",
        "NIST CURVE", "X509v3", "Digital Signature", "CA:", "TLS Web", "keyid:", "DirName:", "serial:", "Signature Value", "Full Name", "URI:", "Key Encipherment", "Certificate Sign",
    ];

    /// <summary>Upper-case hexadecimal of <c>0a:1b</c>, <c>0A1B</c> or <c>12 (0xc)</c>.</summary>
    private static string Hex(string text)
    {
        var open = text.IndexOf("(0x", StringComparison.Ordinal);
        if (open >= 0) text = text[(open + 3)..].TrimEnd(')');
        var digits = text.Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.All(char.IsAsciiHexDigit) ? digits.ToUpperInvariant() : "";
    }

    private static string? OidOf(string algorithm) => algorithm switch
    {
        "ecdsa-with-SHA256" => "1.2.840.10045.4.3.2",
        "ecdsa-with-SHA384" => "1.2.840.10045.4.3.3",
        "sha256WithRSAEncryption" => "1.2.840.113549.1.1.11",
        "sha384WithRSAEncryption" => "1.2.840.113549.1.1.12",
        "sha512WithRSAEncryption" => "1.2.840.113549.1.1.13",
        "sha1WithRSAEncryption" => "1.2.840.113549.1.1.5",
        _ => null,
    };
}
