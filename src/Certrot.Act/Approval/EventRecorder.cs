using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Kubernetes;

namespace Certrot.Act.Approval;

/// <summary>Records decisions as Events on the CSR and on the Node. Events are for people who look: where they cannot be written nothing else suffers, and where too many wait the oldest are dropped.</summary>
/// <param name="api">The cluster.</param>
/// <param name="clock">Dates them.</param>
/// <param name="instance">Who reports.</param>
internal sealed class EventRecorder(KubernetesApi api, TimeProvider clock, string instance)
{
    /// <summary>Events of cluster-wide objects are in this namespace (k8s.io/client-go/tools/record, makeEvent).</summary>
    private const string Path = "/api/v1/namespaces/default/events";

    private const int MostWaiting = 1000;

    private readonly Channel<JsonObject> waiting = Channel.CreateBounded<JsonObject>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private long number;

    /// <summary>Events that could not be written.</summary>
    public long Failed { get; private set; }

    /// <summary>Records a decision.</summary>
    public void Record(CsrReview review, string reason, string message)
    {
        var csr = review.Case.Csr;
        var isGood = review.Verdict.Decision == Decision.Approve;
        Add(isGood, reason, message, new JsonObject { ["apiVersion"] = "certificates.k8s.io/v1", ["kind"] = "CertificateSigningRequest", ["name"] = csr.Meta.Name, ["uid"] = csr.Meta.Uid });
        // Events of a Node are found by its name in place of a UID, as the kubelet's own (pkg/kubelet/kubelet.go, nodeRef).
        if (Certrot.Approval.Facts.NodeName.IsValid(review.Case.Node)) Add(isGood, reason, $"CSR {csr.Meta.Name}: {message}", new JsonObject { ["kind"] = "Node", ["name"] = review.Case.Node, ["uid"] = review.Case.Node });
    }

    /// <summary>Writes them until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var next in waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                await api.PostAsync(Path, Encoding.UTF8.GetBytes(next.ToJsonString()), repeat: false, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or ClientConfigException)
            {
                Failed++;
            }
        }
    }

    private void Add(bool isGood, string reason, string message, JsonObject about)
    {
        var now = ApiTimes.Seconds(clock.GetUtcNow());
        var name = string.Create(CultureInfo.InvariantCulture, $"{about["name"]!.GetValue<string>()}.{clock.GetUtcNow().UtcTicks:x}{Interlocked.Increment(ref number):x}");
        waiting.Writer.TryWrite(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = name.Length > 253 ? name[^253..].TrimStart('.', '-') : name, ["namespace"] = "default" },
            ["involvedObject"] = about,
            ["reason"] = reason,
            ["message"] = message.Length > 1024 ? message[..1024] : message,
            ["type"] = isGood ? "Normal" : "Warning",
            ["count"] = 1,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["source"] = new JsonObject { ["component"] = "certrot-approver", ["host"] = instance },
            ["reportingComponent"] = "certrot.io/approver",
            ["reportingInstance"] = instance,
        });
    }
}
