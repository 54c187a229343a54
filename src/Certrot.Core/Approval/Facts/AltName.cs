using System.Net;
using System.Net.Sockets;

namespace Certrot.Approval.Facts;

/// <summary>
/// A DNS name or an IP address, compared by value: names without case and without a final dot, an IPv4 address in IPv6 form (RFC 4291 §2.5.5.2) as the IPv4 address,
/// IPv6 addresses without zone.
/// </summary>
public sealed record AltName
{
    private AltName(IPAddress? address, string? name) => (Address, DnsName) = (address, name);

    /// <summary>The address; null for a DNS name.</summary>
    public IPAddress? Address { get; }

    /// <summary>The DNS name, in lower case, without a final dot; null for an address.</summary>
    public string? DnsName { get; }

    /// <summary>An address.</summary>
    public static AltName Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0) address = new IPAddress(address.GetAddressBytes());
        return new AltName(address, null);
    }

    /// <summary>A DNS name.</summary>
    public static AltName OfDns(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new AltName(null, name.TrimEnd('.').ToLowerInvariant());
    }

    /// <summary>An address where the text is one, else a DNS name: as Node addresses have both. What only some systems read as an address, such as <c>10.1</c> or <c>010.0.0.1</c>, is a name.</summary>
    public static AltName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Pki.HostNames.TryParseIp(text.Split('%', 2)[0]) is { } address ? Of(address) : OfDns(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Address?.ToString() ?? DnsName!;
}
