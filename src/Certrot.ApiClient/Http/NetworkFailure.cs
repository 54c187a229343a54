using System.Net.Sockets;
using System.Security.Authentication;

namespace Certrot.ApiClient.Http;

/// <summary>Says why there was no answer, in the words of Go's net package, which kubectl prints and runbooks search for.</summary>
public static class NetworkFailure
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
            // A read that was given up looks like an error of the socket.
            if (cause is SocketException { SocketErrorCode: not SocketError.OperationAborted } socket) return Dial(socket.SocketErrorCode, server.Host, server.Port);
        }

        if (e is OperationCanceledException or TimeoutException) return $"dial tcp {endpoint}: i/o timeout";
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return $"tls: handshake with {endpoint} failed: {(cause.InnerException ?? cause).Message}";
        }

        return e is HttpRequestException { InnerException: { } inner } ? $"{endpoint}: {inner.Message}" : $"{endpoint}: {e.Message}";
    }

    /// <summary>Why a connection failed.</summary>
    /// <param name="error">What the system says.</param>
    /// <param name="host">Host.</param>
    /// <param name="port">Port.</param>
    public static string Dial(SocketError error, string host, int port) => error switch
    {
        SocketError.ConnectionRefused => $"dial tcp {host}:{port}: connect: connection refused",
        SocketError.HostUnreachable => $"dial tcp {host}:{port}: connect: no route to host",
        SocketError.NetworkUnreachable => $"dial tcp {host}:{port}: connect: network is unreachable",
        SocketError.TimedOut => $"dial tcp {host}:{port}: i/o timeout",
        SocketError.ConnectionReset => $"read tcp {host}:{port}: connection reset by peer",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"dial tcp: lookup {host}: no such host",
        _ => $"dial tcp {host}:{port}: {error}",
    };
}
