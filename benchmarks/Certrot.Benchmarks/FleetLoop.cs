using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Certrot.Benchmarks;

/// <summary>
/// The least that a scan can cost: the same lists in the same pages, the same handshakes and the same metrics, as many at once, and nothing done with any of it but
/// what tells the next page and the kubelets' addresses.
/// </summary>
internal static class FleetLoop
{
    private const int Handshakes = 128;
    private const int Metrics = 32;

    private static readonly string[] lists =
    [
        "/apis/certificates.k8s.io/v1/certificatesigningrequests", "/apis/coordination.k8s.io/v1/leases", "/api/v1/events?fieldSelector=involvedObject.kind%3DNode",
    ];

    public static async Task<int> RunAsync(string kubeconfig)
    {
        var text = await File.ReadAllTextAsync(kubeconfig).ConfigureAwait(false);
        var server = new Uri(Field(text, "server"));
        using var root = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(Field(text, "certificate-authority-data"))));
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, root) } };
        using var http = new HttpClient(handler) { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Field(text, "token"));
        var others = lists.Select(l => PagesAsync(http, l, null)).ToList();
        var nodes = new List<(string Name, IPEndPoint Kubelet)>();
        var bytes = await PagesAsync(http, "/api/v1/nodes", nodes).ConfigureAwait(false);
        long metrics = 0;
        var shaken = 0;
        var asking = Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = Metrics }, async (node, token) => Interlocked.Add(ref metrics, await DrainAsync(http, $"/api/v1/nodes/{node.Name}/proxy/metrics", token).ConfigureAwait(false)));
        await Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = Handshakes }, async (node, token) =>
        {
            await ShakeAsync(node.Kubelet, token).ConfigureAwait(false);
            Interlocked.Increment(ref shaken);
        }).ConfigureAwait(false);
        await asking.ConfigureAwait(false);
        foreach (var list in others) bytes += await list.ConfigureAwait(false);
        Console.WriteLine($"{nodes.Count} nodes, {shaken} handshakes, {bytes} bytes of lists, {metrics} bytes of metrics");
        return 0;
    }

    private static async Task<long> PagesAsync(HttpClient http, string path, List<(string, IPEndPoint)>? nodes)
    {
        long bytes = 0;
        for (var next = ""; ;)
        {
            var page = await http.GetByteArrayAsync(new Uri($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=500{next}", UriKind.Relative)).ConfigureAwait(false);
            bytes += page.Length;
            if (nodes is not null) Read(page, nodes);
            if (Continue(page) is not { Length: > 0 } found) return bytes;
            next = $"&continue={Uri.EscapeDataString(found)}";
        }
    }

    private static void Read(byte[] page, List<(string, IPEndPoint)> nodes)
    {
        using var document = JsonDocument.Parse(page);
        foreach (var node in document.RootElement.GetProperty("items").EnumerateArray())
        {
            var status = node.GetProperty("status");
            var address = status.GetProperty("addresses").EnumerateArray().First(a => a.GetProperty("type").GetString() == "InternalIP").GetProperty("address").GetString()!;
            nodes.Add((node.GetProperty("metadata").GetProperty("name").GetString()!, new IPEndPoint(IPAddress.Parse(address), status.GetProperty("daemonEndpoints").GetProperty("kubeletEndpoint").GetProperty("Port").GetInt32())));
        }
    }

    private static async Task<long> DrainAsync(HttpClient http, string path, CancellationToken cancellation) =>
        (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false)).Length;

    private static async Task ShakeAsync(IPEndPoint kubelet, CancellationToken cancellation)
    {
        using var socket = new Socket(kubelet.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(kubelet, cancellation).ConfigureAwait(false);
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "",
                // No chain is built, as in a scan.
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck, VerificationFlags = X509VerificationFlags.AllFlags },
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            },
            cancellation).ConfigureAwait(false);
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? chain, X509Certificate2 root)
    {
        if (certificate is null || chain is null) return false;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }

    private static string Field(string text, string name) => text.Split('\n').Select(l => l.Trim()).First(l => l.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    /// <summary>The list's own metadata comes before its items, or behind them.</summary>
    private static string? Continue(byte[] page)
    {
        var mark = "\"continue\":\""u8;
        var start = page.AsSpan(0, Math.Min(page.Length, 500)).IndexOf(mark);
        if (start < 0) start = page.AsSpan().LastIndexOf(mark);
        if (start < 0) return null;
        var value = page.AsSpan(start + mark.Length);
        return Encoding.ASCII.GetString(value[..value.IndexOf((byte)'"')]);
    }
}
