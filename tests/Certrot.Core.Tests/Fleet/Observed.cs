using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Metrics;
using Certrot.Pki;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What scans see.</summary>
internal static class Observed
{
    public static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A cluster of which only the nodes are seen.</summary>
    public static FleetEvidence Cluster(params ObservedNode[] nodes) => new() { Context = "lab", CollectedAt = Now, Nodes = nodes, Cluster = new ClusterEvidence { Leases = [] }, Csrs = Csrs(0) };

    public static CsrTotals Csrs(int total, int pending = 0, DateTimeOffset? oldest = null) => new(total, new Dictionary<CsrState, int>(), [new(SignerNames.KubeletClient, pending, oldest)]);

    /// <summary>A node whose serving certificate is seen, and whose metrics tell the end of the client certificate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="clientLeft">What is left of the client certificate; null where no metrics are read.</param>
    /// <param name="silentFor">Since its last heartbeat.</param>
    /// <param name="labels">Its labels as JSON.</param>
    /// <param name="serving">Begin and end of the serving certificate; null where its port does not answer.</param>
    /// <param name="servingLeft">What the metrics tell to be left of the serving certificate, in seconds; null where they tell nothing, infinite where there is none.</param>
    public static ObservedNode Node(string name, TimeSpan? clientLeft = null, TimeSpan? silentFor = null, string labels = "{}", (DateTimeOffset From, DateTimeOffset To)? serving = null, double? servingLeft = null)
    {
        var heard = Now - (silentFor ?? TimeSpan.FromSeconds(5));
        var ready = silentFor > TimeSpan.FromSeconds(60) ? "Unknown" : "True";
        var json = $$"""{"metadata":{"name":"{{name}}","uid":"u","creationTimestamp":"2026-01-01T00:00:00Z","labels":{{labels}}},"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"conditions":[{"type":"Ready","status":"{{ready}}","reason":"x","message":"","lastHeartbeatTime":"{{Time(heard)}}","lastTransitionTime":"{{Time(heard)}}"}],"nodeInfo":{"kubeletVersion":"v1.36.0"} } }""";
        using var document = JsonDocument.Parse(json);
        return new ObservedNode
        {
            Node = new ApiItemReader("cluster/nodes.json").Node(document.RootElement)!,
            Lease = new Lease { Meta = new ObjectMeta { Name = name, Namespace = "kube-node-lease", Source = new Source("cluster/leases.json") }, Renewed = heard },
            Serving = serving is { } validity ? Chain(validity.From, validity.To) : null,
            Metrics = clientLeft is { } left ? Metrics(left, servingLeft) : null,
        };
    }

    public static (DateTimeOffset From, DateTimeOffset To) Sound => (Now.AddDays(-10), Now.AddDays(355));

    public static ClusterEvent Event(string node) => new() { Meta = new ObjectMeta { Name = node, Source = new Source("cluster/events.json") }, ObjectName = node };

    private static MetricSet Metrics(TimeSpan left, double? servingLeft)
    {
        var serving = servingLeft switch
        {
            null => "",
            double.PositiveInfinity => "kubelet_certificate_manager_server_ttl_seconds +Inf\n",
            { } some => string.Create(CultureInfo.InvariantCulture, $"kubelet_certificate_manager_server_ttl_seconds {some}\n"),
        };
        using var text = new MemoryStream(Encoding.ASCII.GetBytes($"kubelet_certificate_manager_client_ttl_seconds {left.TotalSeconds.ToString(CultureInfo.InvariantCulture)}\n{serving}"));
        return MetricReader.Read(text, "node/metrics.prom", []);
    }

    private static CertificateFile Chain(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=system:node:x, O=system:nodes", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, to);
        return CertificateFileReader.Read(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), "node/serving.pem");
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
