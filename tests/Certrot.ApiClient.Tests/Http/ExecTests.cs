using System.Net.WebSockets;
using System.Text;
using Certrot.ApiClient.Http;
using Microsoft.AspNetCore.Http;

namespace Certrot.ApiClient.Tests.Http;

/// <summary>Commands in containers over WebSocket, in the ways that servers of different releases speak it. Real kubelets are asked in the lab tests.</summary>
public sealed class ExecTests
{
    private const string Success = "{\"metadata\":{},\"status\":\"Success\"}";

    private static readonly ExecCommand command = new("kube-system", "reader", "main", ["sh", "-c", "echo a & b"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task Streams_are_told_apart_and_input_arrives(string protocol)
    {
        string? query = null, received = null;
        var closed = false;
        await using var server = await ExecAsync(protocol, async (context, socket) =>
        {
            query = context.Request.QueryString.Value;
            (received, closed) = await InputAsync(socket, "the end");
            await SendAsync(socket, 1, "out");
            await SendAsync(socket, 2, "warning");
            // A message may come in several frames, of which only the first has the channel.
            await socket.SendAsync(new ArraySegment<byte>([1, .. "put"u8]), WebSocketMessageType.Binary, false, Cancellation);
            await socket.SendAsync(new ArraySegment<byte>([.. " more"u8]), WebSocketMessageType.Binary, true, Cancellation);
            await SendAsync(socket, 3, Success);
        });
        using var api = server.Client();
        var output = new MemoryStream();
        var input = new string('x', 100_000) + "the end";

        var result = await api.ExecAsync(command, Encoding.ASCII.GetBytes(input), output, Cancellation);

        Assert.Equal(new ExecResult(0, null, "warning"), result);
        Assert.Equal("output more", Encoding.ASCII.GetString(output.ToArray()));
        Assert.Equal(input, received);
        Assert.Equal(protocol.StartsWith("v5", StringComparison.Ordinal), closed);
        Assert.Equal("?container=main&stdin=true&stdout=true&stderr=true&command=sh&command=-c&command=echo%20a%20%26%20b", query);
    }

    [Fact]
    public async Task The_exit_code_is_told()
    {
        await using var server = await ExecAsync("v4.channel.k8s.io", (_, socket) => SendAsync(socket, 3,
            """{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: exit status 7","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}"""));
        using var api = server.Client();

        var result = await api.ExecAsync(command, default, Stream.Null, Cancellation);

        Assert.Equal(7, result.ExitCode);
        Assert.Equal("command terminated with non-zero exit code: exit status 7", result.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[1]")]
    public async Task An_end_without_a_status_is_a_failure_and_what_came_is_kept(string status)
    {
        await using var server = await ExecAsync("v5.channel.k8s.io", async (_, socket) =>
        {
            await SendAsync(socket, 1, "half");
            if (status.Length > 0)
            {
                await SendAsync(socket, 3, status);
                return;
            }

            // Not before the answer has arrived.
            await Task.Delay(300, Cancellation);
            socket.Abort();
        });
        using var api = server.Client();
        var output = new MemoryStream();

        var result = await api.ExecAsync(command, default, output, Cancellation);

        Assert.Null(result.ExitCode);
        Assert.NotNull(result.Failure);
        Assert.Equal("half", Encoding.ASCII.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(403, "Forbidden", "pods \"reader\" is forbidden: User \"eve\" cannot create resource \"pods/exec\"")]
    [InlineData(500, "InternalError", "error dialing backend: x509: certificate has expired or is not yet valid")]
    public async Task A_refusal_keeps_its_reason(int code, string reason, string message)
    {
        await using var server = await StubServer.StartAsync((context, _) =>
            StubServer.Json(context, $"{{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"{reason}\",\"code\":{code},\"message\":{System.Text.Json.JsonSerializer.Serialize(message)}}}", code));
        using var api = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => api.ExecAsync(command, default, Stream.Null, Cancellation));

        Assert.Equal(message, error.Message);
        Assert.Equal(code, error.Status!.Code);
    }

    [Fact]
    public async Task A_server_with_another_protocol_is_told()
    {
        await using var server = await ExecAsync(null, (_, socket) => SendAsync(socket, 1, "x"));
        using var api = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => api.ExecAsync(command, default, Stream.Null, Cancellation));

        Assert.Contains("speaks neither v5.channel.k8s.io nor v4.channel.k8s.io", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_left()
    {
        await using var server = await StubServer.StartAsync((context, _) => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        using var api = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => api.ExecAsync(command, default, Stream.Null, Cancellation));

        Assert.Contains("timeout", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_caller_may_give_up_on_a_command_that_hangs()
    {
        await using var server = await ExecAsync("v5.channel.k8s.io", (context, _) => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        using var api = server.Client();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.ExecAsync(command, default, Stream.Null, stop.Token));
    }

    [Fact]
    public async Task Endless_errors_are_cut()
    {
        await using var server = await ExecAsync("v5.channel.k8s.io", async (_, socket) =>
        {
            for (var i = 0; i < 50; i++) await SendAsync(socket, 2, new string('e', 20_000));
            await SendAsync(socket, 3, Success);
        });
        using var api = server.Client();

        var result = await api.ExecAsync(command, default, Stream.Null, Cancellation);

        Assert.Equal(4096, result.StandardError.Length);
        Assert.Equal(0, result.ExitCode);
    }

    private static Task<StubServer> ExecAsync(string? protocol, Func<HttpContext, WebSocket, Task> serve) => StubServer.StartAsync(async (context, _) =>
    {
        Assert.Equal(["v5.channel.k8s.io", "v4.channel.k8s.io"], context.WebSockets.WebSocketRequestedProtocols);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        await serve(context, socket);
        if (socket.State == WebSocketState.Open) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    });

    private static Task SendAsync(WebSocket socket, byte channel, string text) =>
        socket.SendAsync(new ArraySegment<byte>([channel, .. Encoding.UTF8.GetBytes(text)]), WebSocketMessageType.Binary, true, Cancellation);

    /// <summary>What comes on standard input until it ends, and whether it was closed within half a second.</summary>
    private static async Task<(string Text, bool Closed)> InputAsync(WebSocket socket, string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 << 10];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var part = await socket.ReceiveAsync(buffer, Cancellation);
            Assert.Equal(0, buffer[0]);
            Assert.True(part.EndOfMessage);
            text.Append(Encoding.ASCII.GetString(buffer, 1, part.Count - 1));
        }

        var next = socket.ReceiveAsync(buffer, Cancellation);
        var closed = await Task.WhenAny(next, Task.Delay(500, Cancellation)) == next && buffer is [255, 0, ..];
        return (text.ToString(), closed);
    }
}
