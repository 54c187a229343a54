using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Certrot.ApiClient.Http;

public sealed partial class KubernetesApi
{
    /// <summary>Appended to the key of a handshake (RFC 6455, section 1.3).</summary>
    private const string HandshakeSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    /// <summary>Runs a command in a container, over WebSocket. It is not repeated: it may have done something.</summary>
    /// <param name="command">What, and where.</param>
    /// <param name="input">Standard input. Before Kubernetes 1.30 it cannot be closed: the command must end by itself.</param>
    /// <param name="output">Takes standard output as it comes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ApiException">The command could not be begun: the API server refuses, or cannot reach the kubelet.</exception>
    /// <exception cref="Config.ClientConfigException">There are no credentials.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ExecResult> ExecAsync(ExecCommand command, ReadOnlyMemory<byte> input, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(output);
        using var socket = await UpgradeAsync(command.Path, [ExecChannels.V5, ExecChannels.V4], cancellation).ConfigureAwait(false);
        using var channels = new ExecChannels(socket);
        return await channels.RunAsync(input, output, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a WebSocket of a call. The handshake is our own because ClientWebSocket drops the body of a refusal, which holds the reason.</summary>
    private async Task<WebSocket> UpgradeAsync(string path, IReadOnlyList<string> protocols, CancellationToken cancellation)
    {
        var credential = await credentials.GetAsync(refused: false, cancellation).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        // Kubelets answer 406 to whoever asks them for JSON here.
        using var request = Request(HttpMethod.Get, path, null, "*/*", credential);
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", string.Join(", ", protocols));
        HttpResponseMessage? response = null;
        try
        {
            response = await Invoker(credential).SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols) throw new ApiException(await StatusAsync(response, limit.Token).ConfigureAwait(false));
            var chosen = Header(response, "Sec-WebSocket-Protocol");
            if (Header(response, "Sec-WebSocket-Accept") != Accept(key)) throw new ApiException($"{config.Server} does not speak WebSocket: is a proxy in between?");
            if (chosen is null || !protocols.Contains(chosen, StringComparer.Ordinal)) throw new ApiException($"{config.Server} speaks neither {string.Join(" nor ", protocols)}");
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            response = null;
            return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false, SubProtocol = chosen, KeepAliveInterval = PingInterval });
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiException(NetworkFailure.Text(e, config.Server, null), e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw FindConfig(e) ?? (Exception)new ApiException(NetworkFailure.Text(e, config.Server, trust.Refusal), e);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>RFC 6455, section 4.2.2. SHA-1 proves here that the server understood, and keeps no secret.</summary>
#pragma warning disable CA5350
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeSuffix)));
#pragma warning restore CA5350
}
