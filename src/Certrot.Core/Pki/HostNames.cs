using System.Net;
using System.Text;

namespace Certrot.Pki;

/// <summary>Whether a certificate is for a host: Go's <c>crypto/x509.Certificate.VerifyHostname</c>. The CN is not looked at.</summary>
public static class HostNames
{
    /// <summary>
    /// Whether the SAN extension names a host. IP addresses are compared by value (an IPv4-mapped IPv6 address is the IPv4 address), DNS names
    /// without case, with one wildcard in the left-most label; a trailing dot of the wanted name does not count.
    /// </summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="hostOrIp">A DNS name or an IP address, the latter in brackets or not; no port.</param>
    public static bool Covers(Certificate certificate, string hostOrIp)
    {
        var bare = hostOrIp is ['[', .., ']'] && hostOrIp.Length >= 3 ? hostOrIp[1..^1] : hostOrIp;
        if (TryParseIp(bare) is { } wanted)
        {
            foreach (var address in certificate.IpAddresses)
            {
                if (Plain(address).Equals(wanted)) return true;
            }

            return false;
        }

        var isHostName = IsHostName(hostOrIp, isPattern: false);
        foreach (var name in certificate.DnsNames)
        {
            if (isHostName && IsHostName(name, isPattern: true) ? Matches(name, hostOrIp) : MatchesExactly(name, hostOrIp)) return true;
        }

        return false;
    }

    // Go's net.ParseIP: dotted decimal of four parts without leading zeros, or IPv6 without zone. The framework takes much more ("1", "0x7f.1").
    internal static IPAddress? TryParseIp(string text)
    {
        if (text.Length is < 2 or > 45) return null;
        if (!text.Contains(':'))
        {
            var parts = 0;
            foreach (var part in text.AsSpan().Split('.'))
            {
                var digits = text.AsSpan(part);
                if (++parts > 4 || digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0'))
                    return null;
            }

            return parts == 4 && IPAddress.TryParse(text, out var v4) ? v4 : null;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.')) return null;
        }

        return IPAddress.TryParse(text, out var v6) ? Plain(v6) : null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsHostName(ReadOnlySpan<char> name, bool isPattern)
    {
        if (!isPattern && name.EndsWith('.')) name = name[..^1];
        if (name.IsEmpty || name is "*") return false;
        var isFirst = true;
        foreach (var part in name.Split('.'))
        {
            var label = name[part];
            if (label.IsEmpty) return false;
            if (!(isPattern && isFirst && label is "*"))
            {
                for (var i = 0; i < label.Length; i++)
                {
                    if (!char.IsAsciiLetterOrDigit(label[i]) && label[i] != '_' && !(label[i] == '-' && i > 0)) return false;
                }
            }

            isFirst = false;
        }

        return true;
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> host)
    {
        if (host.EndsWith('.')) host = host[..^1];
        if (!pattern.StartsWith("*.")) return Ascii.EqualsIgnoreCase(pattern, host);
        var dot = host.IndexOf('.');
        return dot >= 0 && Ascii.EqualsIgnoreCase(pattern[1..], host[dot..]);
    }

    private static bool MatchesExactly(string name, string host) =>
        name is not ("" or ".") && (name == host || Ascii.EqualsIgnoreCase(name, host));
}
