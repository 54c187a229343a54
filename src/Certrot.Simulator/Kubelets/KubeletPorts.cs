using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Certrot.Simulator.Cluster;

namespace Certrot.Simulator.Kubelets;

/// <summary>
/// The ports of all kubelets: one socket that takes connections to every address of the loopback network, and tells kubelets by the address that was called.
/// Connections from other machines are closed at once.
/// </summary>
/// <param name="cluster">The cluster.</param>
internal sealed class KubeletPorts(SimulatedCluster cluster) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource ended = new();
    private readonly TcpListener listener = new(IPAddress.Any, 0);
    private Dictionary<uint, Kubelet> kubelets = [];
    private Task accepting = Task.CompletedTask;

    /// <summary>Begins to listen.</summary>
    /// <returns>The port.</returns>
    public int Start()
    {
        kubelets = cluster.Kubelets.ToDictionary(k => Number(k.Address));
        listener.Start(4096);
        accepting = AcceptAsync();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(ended.Token).ConfigureAwait(false);
            _ = Task.Run(() => ServeAsync(socket), ended.Token);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var own = socket;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        limit.CancelAfter(Patience);
        if (socket.LocalEndPoint is not IPEndPoint { Address: var address } || !IPAddress.IsLoopback(address) || !kubelets.TryGetValue(Number(address), out var kubelet)) return;
        try
        {
            await ServeAsync(socket, kubelet, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // Who called has hung up, or speaks no TLS.
        }
    }

    private async Task ServeAsync(Socket socket, Kubelet kubelet, CancellationToken cancellation)
    {
        SslStreamCertificateContext shown;
        bool runs;
        lock (cluster.Lock) (runs, shown) = (kubelet.Runs(cluster.Clock.Now), kubelet.Shown);
        // A process that has ended would not have taken the connection; this comes nearest to that.
        if (!runs) return;
        if (kubelet.Behaviour.Port == PortBehaviour.Garbage)
        {
            await socket.SendAsync("SSH-2.0-OpenSSH_9.9\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
            return;
        }

        if (kubelet.Behaviour.Port == PortBehaviour.Stalls)
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
            return;
        }

        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = shown }, cancellation).ConfigureAwait(false);
        // No request is answered: nobody has credentials for it.
        var buffer = new byte[1024];
        await tls.ReadAsync(buffer, cancellation).ConfigureAwait(false);
    }

    private static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out var length) && length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }
}
