using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>What has been read so far. What depends on "now" (kubectl's AGE, yearless dates) waits until the whole text is read.</summary>
internal sealed class EvidenceDraft(string name)
{
    private readonly List<Action<DateTimeOffset>> later = [];

    public string Name { get; } = name;

    public PresentTime Present { get; } = new();

    public NodeNames Names { get; } = new();

    public List<ReadProblem> Problems { get; } = [];

    public List<CollectionError> Errors { get; } = [];

    public LogStream KubeletLog { get; } = new();

    public LogStream ControllerManagerLog { get; } = new();

    public LogStream ApiServerLog { get; } = new();

    public LogStream Metrics { get; } = new();

    public ObjectSet<Node> Nodes { get; } = new();

    public ObjectSet<CertificateSigningRequest> Requests { get; } = new();

    public ObjectSet<ClusterEvent> Events { get; } = new();

    public ObjectSet<ClusterRole> Roles { get; } = new();

    public ObjectSet<ClusterRoleBinding> Bindings { get; } = new();

    public ObjectSet<Lease> Leases { get; } = new();

    public ObjectSet<Pod> Pods { get; } = new();

    public ObjectSet<ConfigMap> ConfigMaps { get; } = new();

    public ObjectSet<WebhookConfiguration> ValidatingWebhooks { get; } = new();

    public ObjectSet<WebhookConfiguration> MutatingWebhooks { get; } = new();

    public ObjectSet<AccessAnswer> Answers { get; } = new();

    public Dictionary<string, CertificateFile> Pki { get; } = new(StringComparer.Ordinal);

    public ObjectSet<HostFile> Files { get; } = new();

    public DiskTable Disks { get; } = new();

    public ClockFacts Clocks { get; } = new();

    /// <summary>Lines of a KubeletConfiguration that were pasted without the rest of the file.</summary>
    public SortedDictionary<int, string> ConfigurationLines { get; } = [];

    public KubeletConfiguration? Configuration { get; set; }

    public Kubeconfig? Kubeconfig { get; set; }

    public Kubeconfig? BootstrapKubeconfig { get; set; }

    public CertificateFile? ClientCa { get; set; }

    public CertificateFile? Serving { get; set; }

    public KubeletProcess? Process { get; set; }

    public string? ServerVersion { get; set; }

    /// <summary>Where a line stands.</summary>
    public Source At(int line, DateTimeOffset? time = null) => new(Name, line, time);

    /// <summary>Does something when "now" is known.</summary>
    public void Later(Action<DateTimeOffset> action) => later.Add(action);

    /// <summary>Does what waited.</summary>
    public void Settle(DateTimeOffset now)
    {
        foreach (var action in later) action(now);
        later.Clear();
    }

    /// <summary>Keeps a certificate file under its name. What was read from PEM is kept over what was printed.</summary>
    public void AddCertificate(string key, CertificateFile file)
    {
        if (Pki.TryGetValue(key, out var present) && present.Leaf is { Der.Length: > 0 } && file.Leaf is not { Der.Length: > 0 }) return;
        Pki[key] = file;
        if (key == "ca.crt") ClientCa = file;
        if (file.Leaf is not { IsCa: false } leaf) return;
        if (leaf.Subject.CommonName is { } subject && key.StartsWith("kubelet", StringComparison.Ordinal)) Names.FromUser(subject, NodeNames.Certificate);
    }

    /// <summary>Merges what is known of the kubelet's process: the command line of ps, the state of systemctl.</summary>
    public void AddProcess(KubeletProcess process)
    {
        if (Process is not { } known)
        {
            Process = process;
            return;
        }
        Process = new(
            process.Running ?? known.Running,
            process.ExitCode ?? known.ExitCode,
            process.CommandLine.Count >= known.CommandLine.Count ? process.CommandLine : known.CommandLine,
            process.StartedAt ?? known.StartedAt,
            process.Environment ?? known.Environment,
            known.Source,
            process.State ?? known.State,
            process.Service ?? known.Service,
            process.Restarts ?? known.Restarts);
    }
}
