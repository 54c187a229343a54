using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Fleet;
using Certrot.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Collect.Tests.Fleet;

/// <summary>Handshakes with kubelets' ports, by the addresses that their Node objects give.</summary>
public sealed class KubeletProberTests
{
    private static readonly DateTimeOffset end = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    // Dual stack: nobody listens by the first family.
    [InlineData("::1", "127.0.0.1", "::1")]
    [InlineData("127.0.0.1", "::1", "127.0.0.1")]
    public async Task The_certificate_is_seen_by_whichever_family_answers(string listens, params string[] addresses)
    {
        using var listener = new TcpListener(IPAddress.Parse(listens), 0);
        listener.Start();
        var serving = ServeAsync(listener);

        var seen = await ProbeAsync(((IPEndPoint)listener.LocalEndpoint).Port, addresses);

        await serving;
        Assert.Equal(end, seen.Serving!.Leaf!.NotAfter);
        Assert.Empty(seen.Errors);
    }

    [Fact]
    public async Task Garbage_is_told_as_such()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("SSH-2.0-nothing of the kind\r\n\r\n\r\n"));
        });

        var seen = await ProbeAsync(((IPEndPoint)listener.LocalEndpoint).Port, "127.0.0.1");

        await serving;
        Assert.Null(seen.Serving);
        Assert.Equal("node/serving.pem", Assert.Single(seen.Errors).Path);
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=system:node:worker-1, O=system:nodes", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddYears(-1), end);
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        // The prober closes it.
        Assert.Equal(0, await tls.ReadAsync(new byte[1]));
    }

    private static async Task<ObservedNode> ProbeAsync(int port, params string[] addresses)
    {
        var list = string.Join(",", addresses.Select(a => $$"""{"type":"InternalIP","address":"{{a}}"}"""));
        var json = $$"""{"kind":"Node","metadata":{"name":"worker-1"},"status":{"addresses":[{{list}}],"daemonEndpoints":{"kubeletEndpoint":{"Port":{{port}}} } } }""";
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var node = new ApiItemReader("cluster/nodes.json").Node(document.RootElement)!;
        using var api = new KubernetesApi(new KubeconfigLoader(new Dictionary<string, string>()).Load(new ClientOptions { Server = "https://127.0.0.1:9" }), TimeProvider.System, "test");
        return await new KubeletProber(api, new ScanOptions { Metrics = false }).ProbeAsync(new ObservedNode { Node = node }, TestContext.Current.CancellationToken);
    }
}
