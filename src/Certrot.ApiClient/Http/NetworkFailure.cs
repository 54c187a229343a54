using System.Net.Sockets;
using System.Security.Authentication;

namespace Certrot.ApiClient.Http;

/// <summary>Says why there was no answer, in the words of Go's net package, which kubectl prints and runbooks search for.</summary>
internal static class NetworkFailure
{
    /// <summary>The reason.</summary>
    /// <param name="e">What the framework threw.</param>
    /// <param name="server">Where the call went.</param>
    /// <param name="refusal">Why the certificate was refused; null where it was not.</param>
    public static string Text(Exception e, Uri server, string? refusal)
    {
        if (refusal is not null) return refusal.StartsWith("x509", StringComparison.Ordinal) ? $"tls: failed to verify certificate: {refusal}" : refusal;
        var endpoint = $"{server.Host}:{server.Port}";
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => $"dial tcp {endpoint}: connect: connection refused",
                    SocketError.HostUnreachable => $"dial tcp {endpoint}: connect: no route to host",
                    SocketError.NetworkUnreachable => $"dial tcp {endpoint}: connect: network is unreachable",
                    SocketError.TimedOut => $"dial tcp {endpoint}: i/o timeout",
                    SocketError.ConnectionReset => $"read tcp {endpoint}: connection reset by peer",
                    SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"dial tcp: lookup {server.Host}: no such host",
                    _ => $"dial tcp {endpoint}: {socket.SocketErrorCode}",
                };
            }
        }

        if (e is OperationCanceledException or TimeoutException) return $"dial tcp {endpoint}: i/o timeout";
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return $"tls: handshake with {endpoint} failed: {(cause.InnerException ?? cause).Message}";
        }

        return e is HttpRequestException { InnerException: { } inner } ? $"{endpoint}: {inner.Message}" : $"{endpoint}: {e.Message}";
    }
}
