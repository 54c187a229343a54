using System.Net.WebSockets;
using System.Text;

namespace Certrot.ApiClient.Http;

/// <summary>
/// The streams of a command over one WebSocket: each binary message begins with the number of its stream
/// (k8s.io/apimachinery/pkg/util/remotecommand/constants.go; KEP 4006 for v5).
/// </summary>
/// <param name="socket">The connection, open.</param>
internal sealed class ExecChannels(WebSocket socket) : IDisposable
{
    /// <summary>Kubernetes 1.30 and later: the client can close standard input.</summary>
    public const string V5 = "v5.channel.k8s.io";

    /// <summary>Standard input stays open until the command ends.</summary>
    public const string V4 = "v4.channel.k8s.io";

    private const byte StandardInput = 0;
    private const byte StandardOutput = 1;
    private const byte StandardErrors = 2;
    private const byte Error = 3;
    private const byte Close = 255;
    private const int Piece = 32 << 10;
    private const int MostStandardError = 4 << 10;
    private const int MostStatus = 64 << 10;

    private readonly MemoryStream standardError = new();
    private readonly MemoryStream status = new();

    /// <summary>Sends the input, takes the output, and waits for the end.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Takes standard output as it comes.</param>
    /// <param name="cancellation">Ends the waiting; the command may go on.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ExecResult> RunAsync(ReadOnlyMemory<byte> input, Stream output, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A command may write before it has read everything, and may end without reading.
        var sending = SendAsync(input, ended.Token);
        try
        {
            await ReceiveAsync(output, cancellation).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // What came until then counts.
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }

        return ExecResult.Read(status.GetBuffer().AsMemory(0, (int)status.Length), Encoding.UTF8.GetString(standardError.GetBuffer(), 0, (int)standardError.Length));
    }

    public void Dispose()
    {
        standardError.Dispose();
        status.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> input, CancellationToken ended)
    {
        try
        {
            var message = new byte[Piece + 1];
            message[0] = StandardInput;
            for (var sent = 0; sent < input.Length; sent += Piece)
            {
                var piece = input.Slice(sent, Math.Min(Piece, input.Length - sent));
                piece.CopyTo(message.AsMemory(1));
                await socket.SendAsync(message.AsMemory(0, piece.Length + 1), WebSocketMessageType.Binary, endOfMessage: true, ended).ConfigureAwait(false);
            }

            if (socket.SubProtocol == V5) await socket.SendAsync(new[] { Close, StandardInput }, WebSocketMessageType.Binary, endOfMessage: true, ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The command ended first; its status tells how.
        }
    }

    private async Task ReceiveAsync(Stream output, CancellationToken cancellation)
    {
        var buffer = new byte[Piece];
        byte? channel = null;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close) return;
            var content = buffer.AsMemory(0, part.Count);
            if (channel is null && content.Length > 0)
            {
                channel = content.Span[0];
                content = content[1..];
            }

            if (channel == StandardOutput) await output.WriteAsync(content, cancellation).ConfigureAwait(false);
            else if (channel == StandardErrors) Keep(standardError, content.Span, MostStandardError);
            else if (channel == Error) Keep(status, content.Span, MostStatus);
            if (part.EndOfMessage) channel = null;
        }
    }

    private static void Keep(MemoryStream kept, ReadOnlySpan<byte> content, int most) => kept.Write(content[..(int)Math.Min(content.Length, most - kept.Length)]);
}
