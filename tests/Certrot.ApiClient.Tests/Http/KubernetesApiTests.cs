using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.TestKit;

namespace Certrot.ApiClient.Tests.Http;

public sealed class KubernetesApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_use_http2_and_take_gzip()
    {
        string? protocol = null;
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            protocol = context.Request.Protocol;
            Assert.Contains("gzip", context.Request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("{\"a\":1}"u8.ToArray());
        });
        using var api = server.Client();

        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(await api.GetAsync("/version", Cancellation)));
        Assert.Equal("HTTP/2", protocol);
        Assert.NotNull(api.Clocks);
    }

    [Fact]
    public async Task Lists_are_read_page_by_page()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, context.Request.Query["continue"].ToString() switch
        {
            "" => Page("a,b", "two"),
            "two" => Page("c", null),
            _ => throw new InvalidOperationException(),
        }));
        using var api = server.Client();

        var (names, info) = await NamesAsync(api);

        Assert.Equal("a b c", names);
        Assert.Equal("Node", info.ItemKind);
        Assert.Equal("7", info.ResourceVersion);
    }

    [Fact]
    public async Task A_list_whose_next_page_is_gone_is_read_anew_in_one_piece()
    {
        await using var server = await StubServer.StartAsync((context, _) =>
            context.Request.Query.ContainsKey("continue") ? StubServer.Json(context, Status(410, "Expired", "too old"), 410)
            : StubServer.Json(context, context.Request.Query.ContainsKey("limit") ? Page("a", "two") : Page("x,y", null)));
        using var api = server.Client();

        Assert.Equal("x y", (await NamesAsync(api)).Names);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Passing_trouble_is_waited_for(int status)
    {
        await using var server = await StubServer.StartAsync((context, n) => n < 3 ? StubServer.Json(context, Status(status, "X", "later"), status) : StubServer.Json(context, "{}"));
        using var api = server.Client();

        Assert.Equal("{}", Encoding.UTF8.GetString(await api.GetAsync("/x", Cancellation)));
    }

    [Fact]
    public async Task Retry_After_is_honoured()
    {
        await using var server = await StubServer.StartAsync((context, n) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return n == 1 ? StubServer.Json(context, Status(429, "TooManyRequests", "slow down"), 429) : StubServer.Json(context, "{}");
        });
        using var api = server.Client();
        var start = TimeProvider.System.GetTimestamp();

        await api.GetAsync("/x", Cancellation);

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Connections_that_break_or_fall_silent_are_tried_again()
    {
        await using var server = await StubServer.StartAsync(async (context, n) =>
        {
            if (n == 1) context.Abort();
            else if (n == 2) await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted);
            else await StubServer.Json(context, "{}");
        });
        using var api = server.Client();

        Assert.Equal("{}", Encoding.UTF8.GetString(await api.GetAsync("/x", Cancellation)));
    }

    [Fact]
    public async Task Trouble_that_lasts_is_told_with_the_answer()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, Status(403, "Forbidden", "nodes is forbidden"), 403));
        using var api = server.Client();

        var failure = await Assert.ThrowsAsync<ApiException>(() => api.GetAsync("/x", Cancellation));

        Assert.True(failure.IsForbidden);
        Assert.Equal("nodes is forbidden", failure.Message);
        Assert.Equal("Forbidden", failure.Status!.Reason);
    }

    [Fact]
    public async Task What_is_created_is_not_created_twice_by_itself()
    {
        var calls = 0;
        await using var server = await StubServer.StartAsync((context, n) =>
        {
            calls = n;
            return StubServer.Json(context, Status(503, "X", "no"), 503);
        });
        using var api = server.Client();

        await Assert.ThrowsAsync<ApiException>(() => api.PostAsync("/x", "{}"u8.ToArray(), repeat: false, Cancellation));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_closed_port_is_told_at_once_in_kubectls_words()
    {
        var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{}"));
        var port = server.Port;
        using var api = server.Client();
        await server.DisposeAsync();
        var start = TimeProvider.System.GetTimestamp();

        var failure = await Assert.ThrowsAsync<ApiException>(() => api.GetAsync("/x", Cancellation));

        Assert.Equal($"dial tcp 127.0.0.1:{port}: connect: connection refused", failure.Message);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("10.0.0.1", false, "tls: failed to verify certificate: x509: certificate is valid for 10.0.0.1, not 127.0.0.1")]
    [InlineData("127.0.0.1", true, "x509: certificate has expired or is not yet valid")]
    public async Task A_wrong_certificate_is_refused_in_Gos_words(string address, bool expired, string message)
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{}"), address, expired);
        using var api = server.Client();

        var failure = await Assert.ThrowsAsync<ApiException>(() => api.GetAsync("/x", Cancellation));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_clusters_CA_is_refused_and_no_verification_takes_all()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{}"));
        var now = TimeProvider.System.GetUtcNow();
        var other = CertificateForge.Authority(now.AddYears(-1), now.AddYears(1)).Certificate.Parsed;
        using var strict = new KubernetesApi(server.Config() with { Anchors = [other] }, TimeProvider.System, "t");
        using var careless = new KubernetesApi(server.Config() with { Anchors = null, InsecureSkipTlsVerify = true }, TimeProvider.System, "t");

        var failure = await Assert.ThrowsAsync<ApiException>(() => strict.GetAsync("/x", Cancellation));

        Assert.Contains("x509: certificate signed by unknown authority", failure.Message, StringComparison.Ordinal);
        await careless.GetAsync("/x", Cancellation);
    }

    [Fact]
    public async Task Certificates_tokens_and_impersonation_are_sent()
    {
        string? seen = null;
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            seen = $"{context.Connection.ClientCertificate?.Subject} {context.Request.Headers.Authorization} {context.Request.Headers["Impersonate-User"]} {string.Join('|', context.Request.Headers["Impersonate-Group"].ToArray())} {context.Request.Headers.UserAgent}";
            return StubServer.Json(context, "{}");
        });
        var (pem, key) = ClientPair(server.Authority);
        using var api = new KubernetesApi(server.Config(new UserConfig { ClientCertificateData = pem, ClientKeyData = key, Token = "abc" }) with { Impersonate = "jane", ImpersonateGroups = ["a", "b"] }, TimeProvider.System, "certrot/test");

        await api.GetAsync("/x", Cancellation);

        Assert.Equal("CN=admin Bearer abc jane a|b certrot/test", seen);
    }

    [Fact]
    public async Task Each_group_has_a_line_of_its_own_and_bodies_stay_as_they_are()
    {
        var seen = new List<string>();
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            using var body = new StreamReader(context.Request.Body);
            seen.Add($"{string.Join('|', context.Request.Headers["Impersonate-Group"].ToArray())} {await body.ReadToEndAsync()}");
            await StubServer.Json(context, "{}");
        });
        using var api = new KubernetesApi(server.Config() with { Impersonate = "jane", ImpersonateGroups = ["a, b", "c", "d"] }, TimeProvider.System, "certrot/test");
        // The character that stands between groups on their way to the connection is nothing special in a body, and large bodies come in several writes.
        var large = new string('\u0001', 100_000) + "\r\n\r\n";

        await api.PostAsync("/x", System.Text.Encoding.ASCII.GetBytes(large), repeat: false, Cancellation);
        await api.GetAsync("/y", Cancellation);

        Assert.Equal(["a, b|c|d " + large, "a, b|c|d "], seen);
    }

    [Fact]
    public async Task A_certificate_whose_key_is_another_is_told()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.Json(context, "{}"));
        using var api = server.Client(new UserConfig { ClientCertificateData = ClientPair(server.Authority).Certificate, ClientKeyData = ClientPair(server.Authority).Key });

        var failure = await Assert.ThrowsAsync<ClientConfigException>(() => api.GetAsync("/x", Cancellation));

        Assert.StartsWith("the client certificate of test and its key cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_certificate_file_gets_new_connections()
    {
        using var folder = new TemporaryFolder();
        var serials = new List<string?>();
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            serials.Add(context.Connection.ClientCertificate?.SerialNumber);
            return StubServer.Json(context, "{}");
        });
        void Rotate()
        {
            var (pem, key) = ClientPair(server.Authority);
            folder.Write("current.pem", pem + key);
        }

        Rotate();
        var file = Path.Combine(folder.Path, "current.pem");
        using var api = server.Client(new UserConfig { ClientCertificateFile = file, ClientKeyFile = file });
        await api.GetAsync("/x", Cancellation);
        await api.GetAsync("/x", Cancellation);
        Rotate();
        await api.GetAsync("/x", Cancellation);

        Assert.Equal(serials[0], serials[1]);
        Assert.NotEqual(serials[0], serials[2]);
    }

    private static (string Certificate, string Key) ClientPair(ForgedAuthority authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return (authority.Issue(null, "admin", now.AddDays(-1), now.AddDays(1), [], [], CertificateForge.ClientAuth, publicKey: new PublicKey(key)).Pem, key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<(string Names, ListInfo Info)> NamesAsync(KubernetesApi api)
    {
        var names = new List<string>();
        var info = await api.ListAsync("/api/v1/nodes", names.Clear, item => names.Add(item.GetProperty("metadata").GetProperty("name").GetString()!), Cancellation);
        return (string.Join(' ', names), info);
    }

    private static string Page(string names, string? next) =>
        $"{{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{{\"resourceVersion\":\"7\"{(next is null ? "" : $",\"continue\":\"{next}\"")}}},\"items\":[{string.Join(',', names.Split(',').Select(n => $"{{\"metadata\":{{\"name\":\"{n}\"}}}}"))}]}}";

    private static string Status(int code, string reason, string message) => $"{{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"{message}\",\"reason\":\"{reason}\",\"code\":{code}}}";
}
