using System.Net;

namespace Certrot.Cli.Commands;

/// <summary>Addresses to listen on, as options take them: <c>127.0.0.1:8750</c>, <c>[::1]:8750</c>, <c>:8750</c> for all of IPv4, or <c>off</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Reads one.</summary>
    /// <returns>It; null for <c>off</c>.</returns>
    /// <exception cref="UsageException">It is none.</exception>
    public static IPEndPoint? Read(string option, string text)
    {
        if (text == "off") return null;
        var full = text.StartsWith(':') ? "0.0.0.0" + text : text;
        return full.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(full, out var endpoint) && !full.EndsWith(']') ? endpoint : throw new UsageException($"{option} {text} is no address and port: write 127.0.0.1:8751, :8751, [::1]:8751 or off.");
    }
}
