using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Certrot.Lab;

/// <summary>
/// A TCP proxy that makes a link as long as a round trip that it is given: half of it passes before a byte arrives, in each direction, and one and a half before a
/// server learns of a connection, as with TCP's handshake.
/// </summary>
public sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;

    /// <summary>Starts it.</summary>
    /// <param name="listen">Address to listen on.</param>
    /// <param name="target">Where connections go on to.</param>
    /// <param name="roundTrip">What is added to each round trip.</param>
    /// <param name="port">Port to listen on; 0 for a free one.</param>
    public DelayingProxy(IPAddress listen, IPEndPoint target, TimeSpan roundTrip, int port = 0)
    {
        listener = new TcpListener(listen, port);
        listener.Start();
        accepting = AcceptAsync(target, roundTrip);
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint target, TimeSpan roundTrip)
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await listener.AcceptTcpClientAsync(ended.Token), target, roundTrip));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, IPEndPoint target, TimeSpan roundTrip)
    {
        using var server = new TcpClient();
        try
        {
            await Task.Delay(roundTrip * 1.5, ended.Token);
            await server.ConnectAsync(target, ended.Token);
            client.NoDelay = server.NoDelay = true;
            // What the client said at once has been on its way while the connection was made.
            await Task.WhenAll(CarryAsync(client.Client, server.Client, roundTrip / 2, first: TimeSpan.Zero), CarryAsync(server.Client, client.Client, roundTrip / 2, first: roundTrip / 2));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Either side ended: the other sees it by its connection.
        }
        finally
        {
            client.Dispose();
        }
    }

    /// <summary>Carries bytes, each as late as all others: a link has length, and any number of packets on it.</summary>
    private async Task CarryAsync(Socket from, Socket to, TimeSpan delay, TimeSpan first)
    {
        var onTheWay = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        var sending = SendAsync(onTheWay.Reader, to);
        var buffer = new byte[64 << 10];
        try
        {
            for (var wait = first; ; wait = delay)
            {
                var read = await from.ReceiveAsync(buffer, ended.Token);
                if (read == 0) break;
                onTheWay.Writer.TryWrite((TimeProvider.System.GetTimestamp() + (long)(wait.TotalSeconds * TimeProvider.System.TimestampFrequency), buffer[..read]));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end of the connection is told to the other side below.
        }

        onTheWay.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Due, byte[] Bytes)> onTheWay, Socket to)
    {
        try
        {
            await foreach (var (due, bytes) in onTheWay.ReadAllAsync(ended.Token))
            {
                var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due);
                if (left > TimeSpan.Zero) await Task.Delay(left, ended.Token);
                await to.SendAsync(bytes, ended.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody is there to take the rest.
        }
    }
}
