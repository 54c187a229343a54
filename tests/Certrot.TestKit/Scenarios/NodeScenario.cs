using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Causes;
using Certrot.Collect;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.TestKit.Scenarios;

/// <summary>
/// A node and its cluster, healthy unless told otherwise, with real keys, certificates, requests and log lines. What a scenario changes is a fault;
/// the evidence then takes the whole way: written as a bundle, read back, judged.
/// </summary>
public sealed class NodeScenario
{
    private const string KubeSystem = "kube-system";

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly List<string> removed = [];

    public NodeScenario()
    {
        Ca = CertificateForge.Authority(Now.AddYears(-3), Now.AddYears(7));
        Client = Ca.IssueKubeletClient(Node, Now.AddDays(-100), Now.AddDays(265));
        Serving = Ca.IssueKubeletServing(Node, Now.AddDays(-100), Now.AddDays(265), Address);
        Kubeconfig = KubeconfigWith(new JsonObject { ["client-certificate"] = ClientCurrent, ["client-key"] = ClientCurrent });
        KubeletConfiguration = new JsonObject
        {
            ["apiVersion"] = "kubelet.config.k8s.io/v1beta1",
            ["kind"] = "KubeletConfiguration",
            ["authentication"] = new JsonObject { ["x509"] = new JsonObject { ["clientCAFile"] = "/etc/kubernetes/pki/ca.crt" } },
            ["rotateCertificates"] = true,
            ["serverTLSBootstrap"] = true,
        };
        Nodes = [NodeObject(Node, Address, ready: true), NodeObject("worker-2", "10.0.0.12", ready: true), ControlPlaneNode()];
        Leases = [Lease("kube-node-lease", Node, Node, Now.AddSeconds(-4)), Lease("kube-node-lease", "worker-2", "worker-2", Now.AddSeconds(-6)), Lease(KubeSystem, "kube-controller-manager", "cp-1_5a1f", Now.AddSeconds(-1))];
        ApiServerFlags =
        [
            "kube-apiserver", "--advertise-address=10.0.0.10", "--client-ca-file=/etc/kubernetes/pki/ca.crt", "--authorization-mode=Node,RBAC", "--enable-bootstrap-token-auth=true",
            "--enable-admission-plugins=NodeRestriction", "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
        ];
        ControllerManagerFlags =
        [
            "kube-controller-manager", "--controllers=*,bootstrapsigner,tokencleaner", "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt", "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
            "--use-service-account-credentials=true", "--leader-elect=true",
        ];
        Process = new JsonObject
        {
            ["running"] = true,
            ["exitCode"] = null,
            ["commandLine"] = new JsonArray("/usr/bin/kubelet", "--kubeconfig=/etc/kubernetes/kubelet.conf", "--config=/var/lib/kubelet/config.yaml", "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf"),
        };
        Disk = new JsonObject { ["path"] = "/var/lib/kubelet/pki", ["totalBytes"] = 50_000_000_000, ["availableBytes"] = 30_000_000_000, ["readOnly"] = false };
        Clock = new JsonObject { ["nodeTime"] = Text(Now), ["referenceTime"] = Text(Now), ["ntpSynchronized"] = true };
        Roles = DefaultRoles();
        Bindings = DefaultBindings();
        ConfigMaps = [ConfigMap("kube-root-ca.crt", "ca.crt", Ca.Pem), ConfigMap("extension-apiserver-authentication", "client-ca-file", Ca.Pem)];
        KubeletLog = [.. StartLines(TimeSpan.FromHours(30)), Klog('I', TimeSpan.FromMinutes(2), "kubelet_node_status.go:744", "\"Recording event message for node\" node=\"" + Node + "\" event=\"NodeHasSufficientMemory\"")];
    }

    /// <summary>When the evidence was collected.</summary>
    public DateTimeOffset Now { get; } = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    public string Node { get; } = "worker-1";

    public string Address { get; } = "10.0.0.11";

    public string Server { get; set; } = "https://10.0.0.10:6443";

    public string ClientCurrent { get; } = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    /// <summary>The cluster's CA: signs kubelets, and the API server, and is published in ConfigMaps.</summary>
    public ForgedAuthority Ca { get; }

    /// <summary>What kubelet-client-current.pem holds; null for no such file.</summary>
    public ForgedCertificate? Client { get; set; }

    /// <summary>What kubelet-server-current.pem holds and port 10250 presents; null for neither.</summary>
    public ForgedCertificate? Serving { get; set; }

    /// <summary>Further files of node/pki by name.</summary>
    public Dictionary<string, string> Pki { get; } = new(StringComparer.Ordinal);

    /// <summary>node/ca.crt; null stands for the cluster's CA.</summary>
    public string? ClientCaFile { get; set; }

    public JsonObject Kubeconfig { get; set; }

    /// <summary>node/bootstrap-kubelet.conf; null for none, as on a joined node.</summary>
    public JsonObject? BootstrapKubeconfig { get; set; }

    public JsonObject KubeletConfiguration { get; }

    public List<string> KubeletLog { get; }

    public List<string> ControllerManagerLog { get; } = [];

    public List<string> ApiServerLog { get; } = [];

    public List<JsonObject> Nodes { get; }

    public List<JsonObject> Csrs { get; } = [];

    public List<JsonObject> Roles { get; }

    public List<JsonObject> Bindings { get; }

    public List<JsonObject> Leases { get; }

    public List<JsonObject> Events { get; } = [];

    /// <summary>Pods besides the static ones.</summary>
    public List<JsonObject> Pods { get; } = [];

    public List<JsonObject> ConfigMaps { get; }

    public List<JsonObject> ValidatingWebhooks { get; } = [];

    public List<string> ApiServerFlags { get; }

    public List<string> ControllerManagerFlags { get; }

    /// <summary>Reason of a waiting kube-controller-manager container, such as CrashLoopBackOff; null while it runs.</summary>
    public string? ControllerManagerWaiting { get; set; }

    public JsonObject? Process { get; set; }

    public JsonObject? Disk { get; set; }

    public JsonObject? Clock { get; set; }

    /// <summary>node/metrics.prom.</summary>
    public string? Metrics { get; set; }

    /// <summary>node/files.json; null lets it follow the PKI files.</summary>
    public List<JsonObject>? HostFiles { get; set; }

    /// <summary>Errors of the collector in bundle.json.</summary>
    public List<(string Path, string Error)> Errors { get; } = [];

    /// <summary>Replaces or adds a file of the bundle.</summary>
    public NodeScenario WithFile(string path, string content)
    {
        files[path] = content;
        return this;
    }

    /// <summary>Leaves a file or everything below a folder (<c>cluster/</c>) out: "not collected".</summary>
    public NodeScenario Without(string path)
    {
        removed.Add(path);
        return this;
    }

    /// <summary>Changes the scenario in place, for one-line faults.</summary>
    public NodeScenario With(Action<NodeScenario> change)
    {
        change(this);
        return this;
    }

    /// <summary>The node's Node object.</summary>
    public JsonObject NodeObjectOfNode => Nodes[0];

    /// <summary>Makes the node Unknown since a moment, as the node lifecycle controller does 50 s after the last heartbeat.</summary>
    public NodeScenario NodeLostSince(DateTimeOffset lastHeartbeat)
    {
        Nodes[0] = NodeObject(Node, Address, ready: null, lastHeartbeat);
        Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == Node);
        Leases.Add(Lease("kube-node-lease", Node, Node, lastHeartbeat));
        return this;
    }

    /// <summary>A CSR of this node (or of another user) with a real request, newest states by <paramref name="state"/>: Pending, Approved, Denied, Failed, Issued.</summary>
    public JsonObject AddCsr(
        string name, bool client, TimeSpan age, string state = "Pending", string? username = null, string? commonName = null, IEnumerable<string>? ips = null, IEnumerable<string>? dns = null,
        ForgedCertificate? issued = null, string? reason = null, string? message = null, TimeSpan? decidedAfter = null)
    {
        var node = commonName ?? Node;
        var user = username ?? "system:node:" + node;
        var groups = user.StartsWith("system:node:", StringComparison.Ordinal) ? new JsonArray("system:nodes", "system:authenticated")
            : user.StartsWith("system:bootstrap:", StringComparison.Ordinal) ? new JsonArray("system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated")
            : new JsonArray("system:authenticated");
        var created = Now - age;
        var decided = created + (decidedAfter ?? TimeSpan.FromSeconds(1));
        var pem = CertificateForge.KubeletRequestPem(node, client ? null : dns ?? [node], client ? null : ips ?? [Address]);
        var status = new JsonObject();
        var conditions = new JsonArray();
        if (state is "Approved" or "Issued" or "Failed") conditions.Add(Condition("Approved", client && reason is null ? "AutoApproved" : reason ?? "KubectlApprove", message ?? "approved", decided));
        if (state == "Denied") conditions.Add(Condition("Denied", reason ?? "KubectlDeny", message ?? "This CSR was denied by kubectl certificate deny.", decided));
        if (state == "Failed") conditions.Add(Condition("Failed", "SignerValidationFailure", message ?? "usages did not match [digital signature client auth]", decided));
        if (conditions.Count > 0) status["conditions"] = conditions;
        if (state == "Issued")
        {
            var certificate = issued ?? (client ? Ca.IssueKubeletClient(node, created.AddMinutes(-5), created.AddDays(365)) : Ca.IssueKubeletServing(node, created.AddMinutes(-5), created.AddDays(365), Address));
            status["certificate"] = certificate.PemBase64;
        }

        var csr = new JsonObject
        {
            ["apiVersion"] = "certificates.k8s.io/v1",
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = Guid.NewGuid().ToString(), ["creationTimestamp"] = Text(created) },
            ["spec"] = new JsonObject
            {
                ["signerName"] = client ? "kubernetes.io/kube-apiserver-client-kubelet" : "kubernetes.io/kubelet-serving",
                ["username"] = user,
                ["groups"] = groups,
                ["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)),
                ["usages"] = new JsonArray("digital signature", client ? "client auth" : "server auth"),
            },
            ["status"] = status,
        };
        Csrs.Add(csr);
        return csr;
    }

    /// <summary>A klog line at a time before now; messages of releases from 1.24 on are structured, older ones plain: both are just text here.</summary>
    public string Klog(char severity, TimeSpan ago, string file, string text, int pid = 1234) =>
        string.Create(CultureInfo.InvariantCulture, $"{severity}{Now - ago:MMdd HH:mm:ss.ffffff} {pid,7} {file}] {text}");

    /// <summary>The lines of a kubelet's start.</summary>
    public IReadOnlyList<string> StartLines(TimeSpan ago) =>
    [
        Klog('I', ago, "flags.go:64", "FLAG: --kubeconfig=\"/etc/kubernetes/kubelet.conf\""),
        Klog('I', ago, "flags.go:64", "FLAG: --rotate-certificates=\"false\""),
        Klog('I', ago, "server.go:991", "\"Client rotation is on, will bootstrap in background\""),
        Klog('I', ago, "certificate_store.go:147", $"\"Loading cert/key pair from a file\" filePath=\"{ClientCurrent}\""),
        Klog('I', ago, "certificate_manager.go:422", "\"Certificate rotation is enabled\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\""),
    ];

    /// <summary>Repeats a line every <paramref name="every"/>, from <paramref name="from"/> ago until <paramref name="until"/> ago, into the kubelet's log.</summary>
    public NodeScenario LogRepeatedly(TimeSpan from, TimeSpan until, TimeSpan every, char severity, string file, string text)
    {
        for (var ago = from; ago >= until; ago -= every) KubeletLog.Add(Klog(severity, ago, file, text));
        return this;
    }

    public JsonObject KubeconfigWith(JsonObject user) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["current-context"] = "c",
        ["clusters"] = new JsonArray(new JsonObject { ["name"] = "k", ["cluster"] = new JsonObject { ["server"] = Server, ["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Ca.Pem)) } }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "u", ["user"] = user }),
        ["contexts"] = new JsonArray(new JsonObject { ["name"] = "c", ["context"] = new JsonObject { ["cluster"] = "k", ["user"] = "u" } }),
    };

    /// <summary>A bootstrap kubeconfig with a token, as the bundle format redacts it.</summary>
    public JsonObject TokenKubeconfig(string tokenId = "abcdef") => KubeconfigWith(new JsonObject { ["token"] = tokenId + ".REDACTED" });

    public static JsonObject Lease(string @namespace, string name, string holder, DateTimeOffset renewed) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = new JsonObject { ["holderIdentity"] = holder, ["leaseDurationSeconds"] = 15, ["renewTime"] = renewed.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture) },
    };

    /// <summary>A Node; <paramref name="ready"/> null stands for Unknown since the last heartbeat.</summary>
    public JsonObject NodeObject(string name, string address, bool? ready, DateTimeOffset? lastHeartbeat = null, DateTimeOffset? created = null)
    {
        var heartbeat = lastHeartbeat ?? Now.AddSeconds(-20);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["creationTimestamp"] = Text(created ?? Now.AddDays(-400)), ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = address }, new JsonObject { ["type"] = "Hostname", ["address"] = name }),
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Ready",
                    ["status"] = ready switch { true => "True", false => "False", _ => "Unknown" },
                    ["reason"] = ready switch { true => "KubeletReady", false => "KubeletNotReady", _ => "NodeStatusUnknown" },
                    ["message"] = ready switch { true => "kubelet is posting ready status", false => "container runtime network not ready", _ => "Kubelet stopped posting node status." },
                    ["lastHeartbeatTime"] = Text(heartbeat),
                    ["lastTransitionTime"] = Text(ready is null ? heartbeat.AddSeconds(50) : Now.AddDays(-3)),
                }),
                ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = "v1.34.2", ["osImage"] = "Debian GNU/Linux 12 (bookworm)" },
            },
        };
    }

    public static JsonObject Role(string name, params JsonObject[] rules) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["rules"] = new JsonArray([.. rules]),
    };

    public static JsonObject Rule(string group, string resource, string[] verbs, params string[] names)
    {
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = new JsonArray(resource), ["verbs"] = new JsonArray([.. verbs.Select(v => (JsonNode)v)]) };
        if (names.Length > 0) rule["resourceNames"] = new JsonArray([.. names.Select(n => (JsonNode)n)]);
        return rule;
    }

    public static JsonObject Binding(string name, string role, string subjectKind, string subject, string? @namespace = null)
    {
        var who = new JsonObject { ["kind"] = subjectKind, ["name"] = subject };
        if (@namespace is not null) who["namespace"] = @namespace;
        else who["apiGroup"] = "rbac.authorization.k8s.io";
        return new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRoleBinding",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
            ["subjects"] = new JsonArray(who),
        };
    }

    public static JsonObject ConfigMap(string name, string key, string value) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = KubeSystem },
        ["data"] = new JsonObject { [key] = value },
    };

    /// <summary>A pod of kube-system with one container that runs or waits.</summary>
    public JsonObject Pod(string name, string image, string? serviceAccount, string? waiting = null, IEnumerable<string>? command = null, string? component = null)
    {
        var container = new JsonObject { ["name"] = component ?? name, ["image"] = image };
        if (command is not null) container["command"] = new JsonArray([.. command.Select(c => (JsonNode)c)]);
        var spec = new JsonObject { ["nodeName"] = "cp-1", ["containers"] = new JsonArray(container) };
        if (serviceAccount is not null) spec["serviceAccountName"] = serviceAccount;
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = KubeSystem };
        if (component is not null) metadata["labels"] = new JsonObject { ["component"] = component, ["tier"] = "control-plane" };
        JsonObject state = waiting is null ? new() { ["running"] = new JsonObject { ["startedAt"] = Text(Now.AddDays(-90)) } } : new() { ["waiting"] = new JsonObject { ["reason"] = waiting } };
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["phase"] = "Running",
                ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = component ?? name, ["ready"] = waiting is null, ["restartCount"] = waiting is null ? 0 : 7, ["state"] = state }),
            },
        };
    }

    /// <summary>RFC 3339 in UTC with whole seconds.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The bundle's files.</summary>
    public IReadOnlyDictionary<string, string> Bundle()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bundle.json"] = new JsonObject
            {
                ["apiVersion"] = "certrot/v1",
                ["kind"] = "EvidenceBundle",
                ["node"] = Node,
                ["collectedAt"] = Text(Now),
                ["errors"] = new JsonArray([.. Errors.Select(e => (JsonNode)new JsonObject { ["path"] = e.Path, ["error"] = e.Error })]),
            }.ToJsonString(),
            ["cluster/version.json"] = """{"gitVersion":"v1.34.2"}""",
            ["cluster/nodes.json"] = List(Nodes),
            ["cluster/events.json"] = List(Events),
            ["cluster/certificatesigningrequests.json"] = List(Csrs),
            ["cluster/clusterroles.json"] = List(Roles),
            ["cluster/clusterrolebindings.json"] = List(Bindings),
            ["cluster/leases.json"] = List(Leases),
            ["cluster/pods-kube-system.json"] = List(
            [
                Pod("kube-apiserver-cp-1", "registry.k8s.io/kube-apiserver:v1.34.2", null, null, ApiServerFlags, "kube-apiserver"),
                Pod("kube-controller-manager-cp-1", "registry.k8s.io/kube-controller-manager:v1.34.2", null, ControllerManagerWaiting, ControllerManagerFlags, "kube-controller-manager"), .. Pods,
            ]),
            ["cluster/configmaps-kube-system.json"] = List(ConfigMaps),
            ["cluster/validatingwebhookconfigurations.json"] = List(ValidatingWebhooks),
            ["cluster/mutatingwebhookconfigurations.json"] = List([]),
            ["cluster/logs/kube-apiserver.log"] = Lines(ApiServerLog),
            ["cluster/logs/kube-controller-manager.log"] = Lines(ControllerManagerLog),
            ["node/kubelet.log"] = Lines(KubeletLog),
            ["node/config.yaml"] = KubeletConfiguration.ToJsonString(),
            ["node/kubelet.conf"] = Kubeconfig.ToJsonString(),
            ["node/ca.crt"] = ClientCaFile ?? Ca.Pem,
            ["node/files.json"] = new JsonArray([.. HostFiles ?? DefaultHostFiles()]).ToJsonString(),
        };
        foreach (var empty in new[] { "cluster/logs/kube-apiserver.log", "cluster/logs/kube-controller-manager.log", "node/kubelet.log" })
        {
            if (all[empty].Length == 0) all.Remove(empty);
        }

        if (BootstrapKubeconfig is not null) all["node/bootstrap-kubelet.conf"] = BootstrapKubeconfig.ToJsonString();
        if (Process is not null) all["node/process.json"] = Process.ToJsonString();
        if (Disk is not null) all["node/disk.json"] = Disk.ToJsonString();
        if (Clock is not null) all["node/clock.json"] = Clock.ToJsonString();
        if (Metrics is not null) all["node/metrics.prom"] = Metrics;
        if (Client is not null) all["node/pki/kubelet-client-current.pem"] = Client.PemWithRedactedKey;
        if (Serving is not null)
        {
            all["node/pki/kubelet-server-current.pem"] = Serving.PemWithRedactedKey;
            all["node/serving.pem"] = Serving.Pem;
        }

        foreach (var (name, content) in Pki) all["node/pki/" + name] = content;
        foreach (var (path, content) in files) all[path] = content;
        foreach (var path in removed)
        {
            foreach (var key in all.Keys.Where(k => k == path || (path.EndsWith('/') && k.StartsWith(path, StringComparison.Ordinal))).ToList()) all.Remove(key);
        }

        return all;
    }

    /// <summary>Writes the bundle to a folder, reads it back as the program does, and judges it.</summary>
    public DiagnosisReport Diagnose() => Judge(Read());

    /// <summary>The evidence, read back from a written bundle.</summary>
    public NodeEvidence Read()
    {
        var folder = Directory.CreateTempSubdirectory("certrot-scenario-");
        try
        {
            foreach (var (path, content) in Bundle())
            {
                var file = Path.Combine(folder.FullName, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, content);
            }

            return BundleReader.Read(folder.FullName, new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Judges evidence with a clock that stands still.</summary>
    public static DiagnosisReport Judge(NodeEvidence evidence) => new Diagnostician(new FixedClock(evidence.CollectedAt), "certrot test").Diagnose(evidence);

    private static JsonObject Condition(string type, string reason, string message, DateTimeOffset at) =>
        new() { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message, ["lastUpdateTime"] = Text(at), ["lastTransitionTime"] = Text(at) };

    private static string List(IEnumerable<JsonObject> items) =>
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. items.Select(i => i.DeepClone())]) }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static string Lines(List<string> lines) => lines.Count == 0 ? "" : string.Join('\n', lines.OrderBy(l => l.Length > 21 ? l[1..21] : l, StringComparer.Ordinal)) + "\n";

    private JsonObject ControlPlaneNode()
    {
        var node = NodeObject("cp-1", "10.0.0.10", ready: true);
        node["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] = "";
        return node;
    }

    private List<JsonObject> DefaultHostFiles()
    {
        var list = new List<JsonObject>();
        if (Client is not null)
        {
            list.Add(HostFile("/var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem", "-rw-------", Client.Parsed.NotBefore));
            list.Add(HostFile(ClientCurrent, "lrwxrwxrwx", Client.Parsed.NotBefore, "/var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem"));
        }

        if (Serving is not null)
        {
            list.Add(HostFile("/var/lib/kubelet/pki/kubelet-server-2026-03-07-12-00-00.pem", "-rw-------", Serving.Parsed.NotBefore));
            list.Add(HostFile("/var/lib/kubelet/pki/kubelet-server-current.pem", "lrwxrwxrwx", Serving.Parsed.NotBefore, "/var/lib/kubelet/pki/kubelet-server-2026-03-07-12-00-00.pem"));
        }

        list.Add(HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", Now.AddDays(-400)));
        list.Add(HostFile("/etc/kubernetes/pki/ca.crt", "-rw-r--r--", Now.AddDays(-400)));
        if (BootstrapKubeconfig is not null) list.Add(HostFile("/etc/kubernetes/bootstrap-kubelet.conf", "-rw-------", Now.AddDays(-1)));
        return list;
    }

    /// <summary>An entry of node/files.json.</summary>
    public static JsonObject HostFile(string path, string mode, DateTimeOffset modified, string? target = null)
    {
        var file = new JsonObject { ["path"] = path, ["mode"] = mode, ["uid"] = 0, ["gid"] = 0, ["size"] = 1000, ["modified"] = Text(modified) };
        if (target is not null) file["target"] = target;
        return file;
    }

    private static List<JsonObject> DefaultRoles()
    {
        const string certificates = "certificates.k8s.io";
        return
        [
            Role("cluster-admin", Rule("*", "*", ["*"])),
            Role("system:node-bootstrapper", Rule(certificates, "certificatesigningrequests", ["create", "get", "list", "watch"])),
            Role("system:certificates.k8s.io:certificatesigningrequests:nodeclient", Rule(certificates, "certificatesigningrequests/nodeclient", ["create"])),
            Role("system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", Rule(certificates, "certificatesigningrequests/selfnodeclient", ["create"])),
            Role("system:controller:certificate-controller",
                Rule(certificates, "certificatesigningrequests", ["delete", "get", "list", "watch"]),
                Rule(certificates, "certificatesigningrequests/approval", ["update"]),
                Rule(certificates, "certificatesigningrequests/status", ["update"]),
                Rule(certificates, "signers", ["approve", "sign"], "kubernetes.io/kube-apiserver-client-kubelet"),
                Rule(certificates, "signers", ["sign"], "kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client", "kubernetes.io/legacy-unknown"),
                Rule("authorization.k8s.io", "subjectaccessreviews", ["create"])),
        ];
    }

    private static List<JsonObject> DefaultBindings() =>
    [
        Binding("cluster-admin", "cluster-admin", "Group", "system:masters"),
        Binding("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", "Group", "system:bootstrappers:kubeadm:default-node-token"),
        Binding("kubeadm:node-autoapprove-bootstrap", "system:certificates.k8s.io:certificatesigningrequests:nodeclient", "Group", "system:bootstrappers:kubeadm:default-node-token"),
        Binding("kubeadm:node-autoapprove-certificate-rotation", "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "Group", "system:nodes"),
        Binding("system:controller:certificate-controller", "system:controller:certificate-controller", "ServiceAccount", "certificate-controller", KubeSystem),
    ];
}
