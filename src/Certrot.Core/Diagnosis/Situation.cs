using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Pki;
using Certrot.Rbac;

namespace Certrot.Diagnosis;

/// <summary>Everything that causes ask about, worked out once from the evidence. Pure: the same evidence gives the same situation.</summary>
public sealed class Situation
{
    /// <summary>A kubelet looks every five seconds whether its certificate is another, and closes its connections then (pkg/kubelet/certificate/transport.go, UpdateTransport).</summary>
    private static readonly TimeSpan TakesCertificate = TimeSpan.FromSeconds(10);

    /// <summary>A refused kubelet asks again at least every 32 seconds: an answer of some tries ago still stands.</summary>
    private static readonly TimeSpan AnswerStands = TimeSpan.FromMinutes(3);

    private static readonly string[] BrokenConnections = ["http2: client connection lost", "http2: client connection force closed", "http2: server sent GOAWAY", "connection reset by peer", ": EOF", "unexpected EOF", "use of closed network connection"];

    /// <summary>Works out the situation of a node.</summary>
    public Situation(NodeEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Evidence = evidence;
        Kubelet = new LogView(ClockCorrection.Apply(evidence.Host.KubeletLog, evidence.Host.Clock, evidence.CollectedAt));
        ControllerManager = new LogView(evidence.Cluster.ControllerManagerLog);
        ApiServer = new LogView(evidence.Cluster.ApiServerLog);
        ControlPlane = new ControlPlane(evidence);
        Distribution = DistributionDetector.Detect(evidence);
        // A part of "kubectl describe node" without its first line is of a node without a name.
        Node = evidence.Cluster.Nodes?.FirstOrDefault(n => n.Meta.Name == (evidence.NodeName ?? ""));
        Names = new NodeNames(this);
        var reader = new CertificateStateReader(evidence, Kubelet);
        Client = reader.Client();
        Serving = reader.Serving();
        Trouble = ApiTroubleFinder.InKubeletLog(Kubelet, evidence, Node, NodeLease?.Renewed) is { } trouble && !IsEndedByNewCertificate(trouble) ? trouble : null;
        CollectorTrouble = ApiTroubleFinder.OfCollector(evidence);
        if (evidence.Cluster is { ClusterRoles: { } roles, ClusterRoleBindings: { } bindings }) Rbac = new RbacEvaluator(roles, bindings);
        Access = new AccessJudge(Rbac, evidence.Cluster.AccessAnswers);
    }

    /// <summary>What the API server said to a kubelet without a certificate tells nothing of one that came since.</summary>
    private bool IsEndedByNewCertificate(ApiTrouble trouble) =>
        trouble.Kind is ApiTroubleKind.Unauthorized or ApiTroubleKind.Anonymous && Client is { Expired: false, Stored: { } stored } && trouble.Until <= stored - (ClockOffset ?? TimeSpan.Zero) + TakesCertificate;

    /// <summary>The evidence.</summary>
    public NodeEvidence Evidence { get; }

    /// <summary>When the evidence was collected, in UTC.</summary>
    public DateTimeOffset Now => Evidence.CollectedAt;

    /// <summary>The kubelet's log.</summary>
    public LogView Kubelet { get; }

    /// <summary>The log of kube-controller-manager.</summary>
    public LogView ControllerManager { get; }

    /// <summary>The log of kube-apiserver.</summary>
    public LogView ApiServer { get; }

    /// <summary>The components that approve and sign.</summary>
    public ControlPlane ControlPlane { get; }

    /// <summary>Who put the cluster together.</summary>
    public Distribution Distribution { get; }

    /// <summary>The Node object; null where it does not exist or was not collected.</summary>
    public Node? Node { get; }

    /// <summary>Names, paths and commands of this node and distribution.</summary>
    public NodeNames Names { get; }

    /// <summary>The client certificate.</summary>
    public CertificateState Client { get; }

    /// <summary>The serving certificate.</summary>
    public CertificateState Serving { get; }

    /// <summary>The kubelet's present trouble with the API server, or null.</summary>
    public ApiTrouble? Trouble { get; }

    /// <summary>The collector's own trouble with the API server, or null.</summary>
    public ApiTrouble? CollectorTrouble { get; }

    /// <summary>RBAC; null where roles or bindings were not collected.</summary>
    public RbacEvaluator? Rbac { get; }

    /// <summary>Who may do what: the API server's own answers before RBAC.</summary>
    public AccessJudge Access { get; }

    /// <summary>Both certificates.</summary>
    public IEnumerable<CertificateState> Certificates => [Client, Serving];

    /// <summary>Whether the Node object is known not to exist.</summary>
    public bool NodeIsMissing => Evidence.Cluster.Nodes is not null && Node is null && !Evidence.Fragmentary;

    /// <summary>The node's heartbeat lease, or null.</summary>
    public Lease? NodeLease => Evidence.Cluster.Leases?.FirstOrDefault(l => l.Meta.Name == Evidence.NodeName && l.Meta.Namespace is null or "kube-node-lease");

    /// <summary>The last sign of life that the API server has of the kubelet: status heartbeat or lease; null where none is known.</summary>
    public DateTimeOffset? LastHeartbeat
    {
        get
        {
            var status = Node?.Ready?.LastHeartbeat;
            var lease = NodeLease?.Renewed;
            return status is null ? lease : lease > status ? lease : status;
        }
    }

    /// <summary>
    /// Whether the kubelet posts its status at present: a heartbeat within the grace period, 50 s, and a margin for collecting
    /// (nodeMonitorGracePeriod, pkg/controller/nodelifecycle/config/v1alpha1/defaults.go). Null where none is known.
    /// </summary>
    public bool? Posts => LastHeartbeat is { } heartbeat ? Now - heartbeat < TimeSpan.FromSeconds(60) && Node?.Ready?.Status != "Unknown" : null;

    /// <summary>Nodes other than this one whose kubelet has posted a status at any time.</summary>
    public IReadOnlyList<Node> OtherNodes =>
        [.. (Evidence.Cluster.Nodes ?? []).Where(n => n != Node && n.Ready is { } ready && ready.Reason != "NodeStatusNeverUpdated" && n.KubeletVersion is not null)];

    /// <summary>The newest answer to the creation of a CSR in the log, where it is an error and no CSR was created since; null elsewhere.</summary>
    public LogMatch? CsrRefusal(CertificateState certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var refusal = LastAnswer(Kubelet.LastNow(KubeletMessages.CsrCreateFailed));
        if (refusal is null || !certificate.Concerns(refusal) || certificate.IsHistory(refusal)) return null;
        foreach (var success in new[] { KubeletMessages.CsrCreated, KubeletMessages.CsrApproved, KubeletMessages.CsrIssued })
        {
            if (Kubelet.LastNow(success) is { } match && match.Line > refusal.Line && certificate.Concerns(match)) return null;
        }

        // Without a signer's name in the line (releases up to 1.21) the certificate that has no CSR and needs one is meant.
        if (!refusal.Text.Contains("kubernetes.io/", StringComparison.Ordinal) && certificate.Kind == CertificateKind.Serving && !ServingIsWaiting) return null;
        return refusal;
    }

    /// <summary>A connection that broke is no answer, where there was one shortly before.</summary>
    private LogMatch? LastAnswer(LogMatch? last)
    {
        if (last is null || !IsBroken(last)) return last;
        var before = Kubelet.All(KubeletMessages.CsrCreateFailed).LastOrDefault(m => m.Run == last.Run && m.Line < last.Line && !IsBroken(m));
        return before is not null && (before.Time is null || last.Time - before.Time <= AnswerStands) ? before : last;
    }

    /// <summary>How connections end in Go's words while a server is busy or restarts (golang.org/x/net/http2, net).</summary>
    private static bool IsBroken(LogMatch match) =>
        BrokenConnections.Any(b => match.Text.Contains(b, StringComparison.Ordinal));

    /// <summary>Whether the serving certificate alone can be meant by a line that names no signer.</summary>
    private bool ServingIsWaiting => Client.Stage is RotationStage.NotDue or RotationStage.InUse && Serving.RotationEnabled == true && Serving.Certificate is null;

    /// <summary>The CA certificates of a ConfigMap of kube-system; empty where it was not collected.</summary>
    public IReadOnlyList<Certificate> CaOf(string configMap, string key)
    {
        var map = Evidence.Cluster.ConfigMaps?.FirstOrDefault(c => c.Meta.Name == configMap);
        return map is not null && map.Data.TryGetValue(key, out var pem)
            ? CertificateFileReader.Read(System.Text.Encoding.UTF8.GetBytes(pem), map.Meta.Source.Path).Certificates
            : [];
    }

    /// <summary>The CAs that the API server accepts client certificates from; empty where not collected (ConfigMap extension-apiserver-authentication).</summary>
    public IReadOnlyList<Certificate> ApiServerClientCas => CaOf("extension-apiserver-authentication", "client-ca-file");

    /// <summary>The CA that the cluster publishes for its API server; empty where not collected (ConfigMap kube-root-ca.crt).</summary>
    public IReadOnlyList<Certificate> PublishedRootCas => CaOf("kube-root-ca.crt", "ca.crt");

    /// <summary>All CAs that the cluster publishes, each once; empty where none was collected.</summary>
    public IReadOnlyList<Certificate> ClusterCas
    {
        get
        {
            var all = new List<Certificate>(ApiServerClientCas);
            foreach (var ca in PublishedRootCas)
            {
                if (!all.Exists(c => c.Der.AsSpan().SequenceEqual(ca.Der))) all.Add(ca);
            }

            return all;
        }
    }

    /// <summary>The CAs that the kubelet verifies the API server with; empty where not collected.</summary>
    public IReadOnlyList<Certificate> KubeletTrustAnchors
    {
        get
        {
            var kubeconfig = Evidence.Host.Kubeconfig;
            if (kubeconfig?.CaData is { } data) return data.Certificates;
            if (kubeconfig?.CaPath is { } path && Evidence.Host.ClientCa is { } file && path.EndsWith("/pki/ca.crt", StringComparison.Ordinal)) return file.Certificates;
            return [];
        }
    }

    /// <summary>Whether the bootstrap kubeconfig is known to be missing.</summary>
    public bool BootstrapIsMissing =>
        Evidence.Host.BootstrapKubeconfig is null
        && (Kubelet.LastNow(KubeletMessages.BootstrapMissing) is not null
            || (Evidence.Host.Files is { Count: > 0 } files && !files.Any(f => f.Name.StartsWith("bootstrap-kubelet", StringComparison.Ordinal))));

    /// <summary>The node's clock against the reference, or null.</summary>
    public TimeSpan? ClockOffset => Evidence.Host.Clock?.Offset;

    /// <summary>When the kubelet, which ends at its start, failed to start first since its last sign of life; null where the log shows no such end.</summary>
    public DateTimeOffset? FailsToStartSince =>
        Kubelet.LastNow(KubeletMessages.FailedToRun) is not { } last ? null
            : (Kubelet.All(KubeletMessages.FailedToRun).FirstOrDefault(m => m.Time is { } t && (LastHeartbeat is null || t > LastHeartbeat)) ?? last).Time;

    /// <summary>A quote of a CSR's row, as <c>kubectl get csr</c> shows it.</summary>
    public Quote Quote(CertificateSigningRequest csr)
    {
        ArgumentNullException.ThrowIfNull(csr);
        var age = csr.Meta.Created is { } created ? Durations.Short(Now - created) : "?";
        var condition = csr.Denied ?? csr.Failed;
        var why = condition is null ? "" : $": {condition.Reason}: {condition.Message}";
        return new Quote(csr.Meta.Source with { Time = csr.Meta.Created }, $"{csr.Meta.Name} {age} {csr.SignerName} {csr.Username} {csr.StatusColumn}{why}");
    }

    /// <summary>A quote of the node's Ready condition, or null.</summary>
    public Quote? ReadyQuote => Node?.Ready is { } ready
        ? new Quote(Node.Meta.Source with { Time = ready.LastTransition }, $"Ready={ready.Status} {ready.Reason}: {ready.Message} (heartbeat {ready.LastHeartbeat:yyyy-MM-dd HH:mm:ss})")
        : null;
}
