using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Certrot.Kubernetes;
using Certrot.Rbac;
using Certrot.Simulator.Kubelets;

namespace Certrot.Simulator.Cluster;

/// <summary>The state of the cluster and what changes it by itself. Everything is read and changed under one lock, which <see cref="Lock"/> gives.</summary>
internal sealed class SimulatedCluster : IDisposable
{
    /// <summary>What it says it is.</summary>
    public const string KubernetesVersion = "v1.36.2";

    /// <summary>How far a watch may be behind; what is older is told as gone.</summary>
    private const int KeptChanges = 20_000;

    private static readonly TimeSpan CleanerInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<string, ResourceStore> stores = new(StringComparer.Ordinal);
    private readonly Queue<Change> changes = new();
    private readonly List<Channel<Change>> watchers = [];
    private readonly Dictionary<string, Kubelet> kubelets;
    private readonly DateTimeOffset? managerStopped;
    private readonly Agenda agenda;

    public SimulatedCluster(SimulatorOptions options)
    {
        Options = options;
        Clock = new SpeedClock(options.Clock, options.Speed);
        agenda = new Agenda(Clock);
        Random = new Random(options.Seed);
        Plane = options.Faults.Aggregate(new PlaneBehaviour(), (plane, f) => f.Fault.Plane(plane));
        var now = Clock.Now;
        Begun = now - TimeSpan.FromDays(500);
        managerStopped = now - Plane.StoppedFor;
        Authority = new Authority(Begun, now + Plane.CaLeft);
        AddDefaults();
        kubelets = new KubeletFactory(this).Create().ToDictionary(k => k.Name, StringComparer.Ordinal);
        AddNodes();
        AddOldCsrs();
        At(now + CleanerInterval, Clean);
    }

    /// <summary>What was asked for.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>Everything is read and changed under it.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The simulated time.</summary>
    public SpeedClock Clock { get; }

    /// <summary>Chance.</summary>
    public Random Random { get; }

    /// <summary>The CA.</summary>
    public Authority Authority { get; }

    /// <summary>What the control plane does.</summary>
    public PlaneBehaviour Plane { get; }

    /// <summary>When the cluster was made, simulated time.</summary>
    public DateTimeOffset Begun { get; }

    /// <summary>The port of all kubelets; known when they listen.</summary>
    public int KubeletPort { get; set; }

    /// <summary>The version of its last change.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>The oldest version that a watch can begin at.</summary>
    public long OldestVersion { get; private set; } = 1;

    /// <summary>What RBAC grants.</summary>
    public RbacEvaluator Rbac { get; private set; } = new([], []);

    /// <summary>The kubelets.</summary>
    public IReadOnlyCollection<Kubelet> Kubelets => kubelets.Values;

    /// <summary>A kubelet, or null.</summary>
    public Kubelet? Kubelet(string name) => kubelets.GetValueOrDefault(name);

    /// <summary>The objects of a kind.</summary>
    public ResourceStore Store(string resource)
    {
        if (!stores.TryGetValue(resource, out var store)) stores.Add(resource, store = new ResourceStore());
        return store;
    }

    /// <summary>Lets the cluster live, until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => agenda.RunAsync(cancellation);

    /// <summary>Plans something that changes the cluster.</summary>
    public void At(DateTimeOffset time, Action action) => agenda.At(time, () =>
    {
        lock (Lock) action();
    });

    /// <summary>Changes from a version on, and those to come.</summary>
    /// <returns>Null where that version is too old.</returns>
    public (IReadOnlyList<Change> Past, Channel<Change> Future)? Watch(string resource, long version)
    {
        if (version < OldestVersion) return null;
        var channel = Channel.CreateBounded<Change>(new BoundedChannelOptions(KeptChanges) { SingleReader = true });
        watchers.Add(channel);
        return ([.. changes.Where(c => c.Version > version && c.Resource == resource)], channel);
    }

    /// <summary>Ends a watch.</summary>
    public void Unwatch(Channel<Change> channel) => watchers.Remove(channel);

    /// <summary>Adds an object; false where its name is taken.</summary>
    public bool Add(string resource, SimObject item)
    {
        if (!Store(resource).Add(item)) return false;
        Tell(resource, "ADDED", item);
        if (resource is "clusterroles" or "clusterrolebindings") ReadRbac();
        return true;
    }

    /// <summary>Deletes an object.</summary>
    public void Delete(string resource, SimObject item)
    {
        if (!Store(resource).Remove(item)) return;
        Tell(resource, "DELETED", item);
        if (resource is "clusterroles" or "clusterrolebindings") ReadRbac();
    }

    /// <summary>Tells that an object was changed.</summary>
    public void Changed(string resource, SimObject item) => Tell(resource, "MODIFIED", item);

    /// <summary>Tells that an object without a namespace was changed, where it exists.</summary>
    public void Changed(string resource, string name)
    {
        if (Store(resource).Find("", name) is { } item) Changed(resource, item);
    }

    /// <summary>Whether kube-controller-manager runs.</summary>
    public bool ManagerRuns => managerStopped is null;

    /// <summary>Creates a kubelet's CSR, and lets the control plane see it.</summary>
    public SimCsr CreateCsr(Kubelet kubelet, string signer, byte[] request)
    {
        var csr = NewCsr(kubelet, signer, request, Clock.Now);
        Add("certificatesigningrequests", csr);
        Consider(csr, kubelet);
        return csr;
    }

    /// <summary>Takes a CSR that somebody created or decided on: approving and signing follow, as far as the control plane does them.</summary>
    public void Consider(SimCsr csr, Kubelet? kubelet)
    {
        var now = Clock.Now;
        if (kubelet is { Behaviour.IsDenied: true } && csr.SignerName == SignerNames.KubeletClient && csr.Conditions.Count == 0)
        {
            At(now + TimeSpan.FromSeconds(1), () => Decide(csr, "Denied", "PolicyDenied", "the node's pool may not renew (simulated policy)", kubelet));
            return;
        }

        if (csr.Conditions.Count == 0 && kubelet is not null && (csr.SignerName == SignerNames.KubeletServing ? Plane.ApprovesServing : ManagerRuns && Plane.Approves && MayRenew(kubelet)))
        {
            At(now + TimeSpan.FromSeconds(1), () => Decide(csr, "Approved", "AutoApproved", "Auto approving self kubelet client certificate after SubjectAccessReview.", kubelet));
            return;
        }

        if (csr.Has("Approved") && csr.Certificate is null && ManagerRuns && Plane.Signs) At(now + TimeSpan.FromSeconds(1), () => Sign(csr, kubelet));
        else if (csr.Has("Denied") && kubelet is not null) At(now + TimeSpan.FromSeconds(1), () => kubelet.Take(csr));
    }

    public void Dispose()
    {
        agenda.Dispose();
        Authority.Dispose();
    }

    private bool MayRenew(Kubelet kubelet) => Rbac.Decide(Identity.Node(kubelet.Name), new AccessRequest("create", "certificates.k8s.io", "certificatesigningrequests", "selfnodeclient")).Allowed;

    private void Decide(SimCsr csr, string condition, string reason, string message, Kubelet kubelet)
    {
        if (csr.Conditions.Count > 0) return;
        csr.Conditions.Add((condition, reason, message, Clock.Now));
        Changed("certificatesigningrequests", csr);
        Consider(csr, kubelet);
    }

    private void Sign(SimCsr csr, Kubelet? kubelet)
    {
        if (csr.Certificate is not null) return;
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(Encoding.ASCII.GetString(csr.Request), System.Security.Cryptography.HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            var lifetime = csr.ExpirationSeconds is { } asked && TimeSpan.FromSeconds(asked) < Options.Lifetime ? TimeSpan.FromSeconds(asked) : Options.Lifetime;
            var from = Clock.Now - Authority.Backdate;
            using var signed = Authority.Sign(request, csr.SignerName == SignerNames.KubeletServing, from, from + lifetime);
            csr.Certificate = Encoding.ASCII.GetBytes(signed.ExportCertificatePem() + "\n");
        }
        catch (Exception e) when (e is ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            csr.Conditions.Add(("Failed", "SignerValidationFailure", e.Message, Clock.Now));
        }

        Changed("certificatesigningrequests", csr);
        if (kubelet is not null) At(Clock.Now + TimeSpan.FromSeconds(1), () => kubelet.Take(csr));
    }

    /// <summary>As the cleaner does every hour (pkg/controller/certificates/cleaner/cleaner.go): decided ones after an hour, pending ones after a day. Where old ones were asked for, it is broken.</summary>
    private void Clean()
    {
        var now = Clock.Now;
        foreach (var csr in Store("certificatesigningrequests").All.Cast<SimCsr>())
        {
            if (ManagerRuns && Options.OldCsrs == 0 && now - csr.Created > TimeSpan.FromHours(csr.Conditions.Count > 0 ? 1 : 24)) Delete("certificatesigningrequests", csr);
        }

        At(now + CleanerInterval, Clean);
    }

    private void Tell(string resource, string type, SimObject item)
    {
        item.Version = ++Version;
        var change = new Change(Version, resource, type, item.Snapshot());
        changes.Enqueue(change);
        if (changes.Count > KeptChanges) OldestVersion = changes.Dequeue().Version;
        foreach (var watcher in watchers)
        {
            // Who is that far behind is cut off, as the API server does it.
            if (!watcher.Writer.TryWrite(change)) watcher.Writer.TryComplete();
        }
    }

    private SimCsr NewCsr(Kubelet kubelet, string signer, byte[] request, DateTimeOffset created) => new()
    {
        Name = $"csr-{RandomName()}",
        Created = created,
        Username = $"system:node:{kubelet.Name}",
        Groups = ["system:nodes", "system:authenticated"],
        SignerName = signer,
        Request = request,
        Usages = signer == SignerNames.KubeletServing ? ["digital signature", "server auth"] : ["digital signature", "client auth"],
    };

    /// <summary>Five characters as Kubernetes makes names of (k8s.io/apimachinery/pkg/util/rand); more, since half a million must differ.</summary>
    private string RandomName() => new(Random.GetItems<char>("bcdfghjklmnpqrstvwxz2456789", 8));

    private void AddNodes()
    {
        foreach (var kubelet in kubelets.Values)
        {
            Add("nodes", new SimNode(kubelet) { Name = kubelet.Name, Created = Begun });
            Add("leases", new SimLease(kubelet.Name, 40, kubelet.LastLease) { Namespace = "kube-node-lease", Name = kubelet.Name, Created = Begun });
            for (var i = 0; i < Options.PodsPerNode; i++) Add("pods", new SimPod { Namespace = "default", Name = string.Create(CultureInfo.InvariantCulture, $"app-{i}-{kubelet.Name}"), Node = kubelet.Name, Container = "app", Created = Begun });
            if (kubelet.LostAt(Clock.Now) is { } lost)
                Add("events", new SimEvent { Namespace = "default", Name = $"{kubelet.Name}.lost", Node = kubelet.Name, Type = "Normal", Reason = "NodeNotReady", Message = $"Node {kubelet.Name} status is now: NodeNotReady", Component = "node-controller", Created = lost });
            kubelet.Start(Random);
        }
    }

    /// <summary>
    /// CSRs of renewals that are long over, as they stay where nothing cleans up. They share one request and one certificate: nobody looks at those of half a million.
    /// </summary>
    private void AddOldCsrs()
    {
        if (Options.OldCsrs == 0 || kubelets.Count == 0) return;
        var nodes = kubelets.Values.ToArray();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var made = Authority.Request(nodes[0].Name, key, null);
        var request = Encoding.ASCII.GetBytes(made.CreateSigningRequestPem());
        using var signed = Authority.Sign(made, serving: false, Begun, Begun + Options.Lifetime);
        var certificate = Encoding.ASCII.GetBytes(signed.ExportCertificatePem());
        for (var i = 0; i < Options.OldCsrs; i++)
        {
            var csr = NewCsr(nodes[i % nodes.Length], SignerNames.KubeletClient, request, Begun + TimeSpan.FromSeconds(i));
            csr.Conditions.Add(("Approved", "AutoApproved", "Auto approving self kubelet client certificate after SubjectAccessReview.", csr.Created));
            csr.Certificate = certificate;
            Add("certificatesigningrequests", csr);
        }
    }

    private void AddDefaults()
    {
        using var stream = typeof(SimulatedCluster).Assembly.GetManifestResourceStream("defaults.json")!;
        var defaults = JsonNode.Parse(stream)!.AsObject();
        foreach (var (resource, list) in defaults)
        {
            foreach (var item in list!.AsArray().OfType<JsonObject>())
            {
                var meta = item["metadata"]!.AsObject();
                var name = meta["name"]!.GetValue<string>();
                if (!Plane.BindsRenewal && name == "kubeadm:node-autoapprove-certificate-rotation") continue;
                if (!Plane.ApprovesServing && name.StartsWith("serving-approver", StringComparison.Ordinal)) continue;
                var body = new JsonObject(item.Where(p => p.Key != "metadata").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
                Store(resource).Add(new SimDocument(body) { Namespace = meta["namespace"]?.GetValue<string>() ?? "", Name = name, Created = Begun, Version = Version });
            }
        }

        foreach (var (space, name, key) in new[] { ("kube-system", "extension-apiserver-authentication", "client-ca-file"), ("kube-system", "kube-root-ca.crt", "ca.crt") })
            Store("configmaps").Add(new SimDocument(new JsonObject { ["data"] = new JsonObject { [key] = Authority.Pem } }) { Namespace = space, Name = name, Created = Begun, Version = Version });
        AddControlPlane();
        ReadRbac();
    }

    private void AddControlPlane()
    {
        List<string> manager = ["kube-controller-manager", $"--controllers=*,bootstrapsigner,tokencleaner{(Plane.Approves ? "" : ",-csrapproving")}", "--leader-elect=true", "--use-service-account-credentials=true", string.Create(CultureInfo.InvariantCulture, $"--cluster-signing-duration={(long)Options.Lifetime.TotalHours}h0m0s")];
        if (Plane.Signs) manager.AddRange(["--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt", "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key"]);
        Static("kube-controller-manager", manager, () => ManagerRuns);
        Static("kube-apiserver", ["kube-apiserver", "--authorization-mode=Node,RBAC", "--client-ca-file=/etc/kubernetes/pki/ca.crt", "--enable-bootstrap-token-auth=true"], static () => true);
        if (Plane.ApprovesServing) Store("pods").Add(new SimPod { Namespace = "kube-system", Name = "serving-approver-7d9f4", Node = "cp-1", Container = "kubelet-csr-approver", ServiceAccount = "serving-approver", Created = Begun, Version = Version });
        Store("leases").Add(new SimLease("cp-1_8a1f", 15, now => managerStopped ?? now - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.FromSeconds(2).Ticks)) { Namespace = "kube-system", Name = "kube-controller-manager", Created = Begun, Version = Version });

        void Static(string component, IReadOnlyList<string> command, Func<bool> runs) => Store("pods").Add(new SimPod
        {
            Namespace = "kube-system",
            Name = $"{component}-cp-1",
            Node = "cp-1",
            Container = component,
            Command = command,
            Runs = runs,
            Created = Begun,
            Version = Version,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["component"] = component, ["tier"] = "control-plane" },
        });
    }

    private void ReadRbac() => Rbac = new RbacEvaluator(
        ApiObjectReader.ClusterRoles(Json("clusterroles", "ClusterRole"), "clusterroles", []),
        ApiObjectReader.ClusterRoleBindings(Json("clusterrolebindings", "ClusterRoleBinding"), "clusterrolebindings", []));

    private MemoryStream Json(string resource, string kind)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "List");
            json.WriteStartArray("items"u8);
            foreach (var item in Store(resource).All) item.Write(json, Clock.Now, "rbac.authorization.k8s.io/v1", kind);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.Position = 0;
        return buffer;
    }
}
