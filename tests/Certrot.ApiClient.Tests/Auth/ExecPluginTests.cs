using Certrot.ApiClient.Config;
using Certrot.ApiClient.Tests.Http;

namespace Certrot.ApiClient.Tests.Auth;

/// <summary>Credential plugins, run for real.</summary>
public sealed class ExecPluginTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(V1)]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task A_plugin_gives_a_token_and_is_told_the_cluster(string version)
    {
        string? token = null;
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            token = context.Request.Headers.Authorization;
            return StubServer.Json(context, "{}");
        });
        var plugin = folder.Script("plugin", $"printf '%s' \"$KUBERNETES_EXEC_INFO\" > {folder.Path}/info\nprintf '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"{version}\",\"status\":{{\"token\":\"t-%s-%s\"}}}}' \"$1\" \"$EXTRA\"\n");
        using var api = server.Client(new UserConfig { Exec = new ExecConfig { ApiVersion = version, Command = plugin, Arguments = ["arg"], Environment = new Dictionary<string, string> { ["EXTRA"] = "env" }, ProvideClusterInfo = true } });

        await api.GetAsync("/x", Cancellation);

        Assert.Equal("Bearer t-arg-env", token);
        var info = await File.ReadAllTextAsync(Path.Combine(folder.Path, "info"), Cancellation);
        Assert.Contains($"\"apiVersion\":\"{version}\"", info, StringComparison.Ordinal);
        Assert.Contains($"\"server\":\"https://127.0.0.1:{server.Port}\"", info, StringComparison.Ordinal);
        Assert.Contains("certificate-authority-data", info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_credential_is_asked_for_once_more()
    {
        await using var server = await StubServer.StartAsync((context, _) => context.Request.Headers.Authorization == "Bearer 2"
            ? StubServer.Json(context, "{}")
            : StubServer.Json(context, "{\"kind\":\"Status\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}", 401));
        var plugin = folder.Script("plugin", $"echo x >> {folder.Path}/runs\nprintf '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"{V1}\",\"status\":{{\"token\":\"%s\"}}}}' \"$(wc -l < {folder.Path}/runs)\"\n");
        using var api = server.Client(new UserConfig { Exec = new ExecConfig { ApiVersion = V1, Command = plugin } });

        await api.GetAsync("/x", Cancellation);
        await api.GetAsync("/x", Cancellation);

        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "runs"), Cancellation)).Length);
    }

    [Theory]
    [InlineData("echo no login >&2; exit 3", "ended with 3: no login")]
    [InlineData("echo junk", "is not JSON")]
    [InlineData("echo '{}'", "is no ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"v9\"}'", "is of another version than client.authentication.k8s.io/v1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "has neither token nor clientCertificateData")]
    [InlineData("read answer || exit 7", "ended with 7")]
    public async Task A_plugin_that_fails_is_told_in_one_line(string body, string message)
    {
        var failure = await FailureAsync(new ExecConfig { ApiVersion = V1, Command = folder.Script("plugin", body + "\n") });

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_missing_plugin_comes_with_its_hint()
    {
        var failure = await FailureAsync(new ExecConfig { ApiVersion = V1, Command = "no-such-login-helper", InstallHint = "Install it from your cloud." });

        Assert.Equal("the exec plugin no-such-login-helper cannot be started: it is not in PATH. Install it from your cloud.", failure.Message);
    }

    private static async Task<ClientConfigException> FailureAsync(ExecConfig exec)
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{}"));
        using var api = server.Client(new UserConfig { Exec = exec });
        return await Assert.ThrowsAsync<ClientConfigException>(() => api.GetAsync("/x", Cancellation));
    }
}
