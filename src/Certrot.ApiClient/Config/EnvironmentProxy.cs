using System.Net;

namespace Certrot.ApiClient.Config;

/// <summary>
/// The proxy that the environment names, as kubectl reads it (golang.org/x/net/http/httpproxy): unlike .NET's own reading, NO_PROXY may hold networks.
/// </summary>
public sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? proxy;
    private readonly List<Rule> without = [];
    private readonly bool never;

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Gives the value of a variable; null where it is not set.</param>
    /// <exception cref="ClientConfigException">HTTPS_PROXY is no URL.</exception>
    public EnvironmentProxy(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (First("HTTPS_PROXY") is { } address)
        {
            if (!Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address, UriKind.Absolute, out proxy) || proxy.Scheme is not ("http" or "https" or "socks5"))
                throw new ClientConfigException("HTTPS_PROXY is no URL: write http://HOST:PORT, https:// or socks5://.");
            if (proxy.UserInfo.Length > 0)
            {
                var parts = proxy.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
                Credentials = new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : "");
            }
        }

        foreach (var entry in (First("NO_PROXY") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry == "*") never = true;
            else if (Rule.Read(entry.ToLowerInvariant()) is { } rule) without.Add(rule);
        }

        string? First(string name) => variable(name) is { Length: > 0 } upper ? upper : variable(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;
    }

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (proxy is null || never) return true;
        var name = host.IdnHost.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (name == "localhost") return true;
        var address = IPAddress.TryParse(name, out var parsed) ? parsed : null;
        return (address is not null && IPAddress.IsLoopback(address)) || without.Exists(r => r.Matches(name, address, host.Port));
    }

    /// <summary>One entry of NO_PROXY.</summary>
    /// <param name="Network">Addresses; null where it is about names.</param>
    /// <param name="Suffix">What a name must end with, beginning with a dot; null where it is about addresses.</param>
    /// <param name="WithItself">Whether the name without the dot is meant too.</param>
    /// <param name="Port">Port; null for all.</param>
    private sealed record Rule(IPNetwork? Network, string? Suffix, bool WithItself, int? Port)
    {
        public static Rule? Read(string entry)
        {
            if (IPNetwork.TryParse(entry, out var network)) return new Rule(network, null, false, null);
            int? port = null;
            if (IPAddress.TryParse(entry, out _) is false && entry.LastIndexOf(':') is > 0 and var colon && int.TryParse(entry.AsSpan(colon + 1), out var number)) (entry, port) = (entry[..colon].Trim('[', ']'), number);
            if (IPAddress.TryParse(entry, out var address)) return new Rule(new IPNetwork(address, address.GetAddressBytes().Length * 8), null, false, port);
            if (entry.StartsWith("*.", StringComparison.Ordinal)) entry = entry[1..];
            if (entry.Length == 0) return null;
            return entry[0] == '.' ? new Rule(null, entry, false, port) : new Rule(null, "." + entry, true, port);
        }

        public bool Matches(string name, IPAddress? address, int port)
        {
            if (Port is { } only && only != port) return false;
            if (Network is { } network) return address is not null && network.Contains(address);
            return name.EndsWith(Suffix!, StringComparison.Ordinal) || (WithItself && name == Suffix![1..]);
        }
    }
}
