using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.ApiClient.Http;

namespace Certrot.Collect.NodeAccess;

/// <summary>Reads the certificate that a kubelet shows, without credentials: a TLS handshake and nothing else.</summary>
public static class ServingProbe
{
    /// <summary>The kubelet's port (pkg/cluster/ports/ports.go, KubeletPort).</summary>
    public const int KubeletPort = 10250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Shakes hands.</summary>
    /// <param name="host">Address or name. No server name is sent, as kube-apiserver sends none to an address.</param>
    /// <param name="port">Port.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The chain as PEM, leaf first, or why there is none, in the words of Go.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<(string? Pem, string? Error)> ReadAsync(string host, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var pem = new StringBuilder();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "",
                CertificateChainPolicy = NoChain(),
                RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                {
                    // Nothing is sent over this connection.
                    if (certificate is null) return false;
                    pem.AppendLine(PemEncoding.WriteString("CERTIFICATE", certificate.GetRawCertData()));
                    foreach (var other in chain?.ChainPolicy.ExtraStore ?? []) AppendOther(pem, certificate, other);
                    return true;
                },
            }, limit.Token).ConfigureAwait(false);
            return (pem.ToString(), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"dial tcp {host}:{port}: i/o timeout");
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            // The handshake may fail after the certificate came, where the kubelet wants one of the client.
            return pem.Length > 0 ? (pem.ToString(), null) : (null, Words(e, host, port));
        }
    }

    /// <summary>No chain is looked for, and nothing is fetched for one: what is read here is judged later.</summary>
    private static X509ChainPolicy NoChain() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private static void AppendOther(StringBuilder pem, X509Certificate leaf, X509Certificate2 other)
    {
        if (!other.RawData.AsSpan().SequenceEqual(leaf.GetRawCertData())) pem.AppendLine(PemEncoding.WriteString("CERTIFICATE", other.RawData));
    }

    private static string Words(Exception e, string host, int port)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("0A000438", StringComparison.Ordinal) || cause.Message.Contains("alert internal error", StringComparison.OrdinalIgnoreCase)) return "remote error: tls: internal error";
            if (cause is SocketException socket) return NetworkFailure.Dial(socket.SocketErrorCode, host, port);
        }

        return $"{host}:{port}: {e.Message}";
    }
}
