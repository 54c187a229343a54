using System.Text;
using System.Text.Json;

namespace Certrot.Benchmarks;

/// <summary>
/// Writes the evidence bundle of one node of a large cluster, in the sizes that real objects have: a node with its images some 12 KB, a
/// request some 2.5 KB. The binding that lets nodes renew is missing, so that the newest fifth of the requests is pending.
/// </summary>
internal sealed class ClusterBundleWriter(string directory, int nodes, int requests)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly JsonWriterOptions AsKubectl = new() { Indented = true, IndentSize = 4 };

    private readonly SplitMix random = new(7);

    public static string NodeName(int index) => $"worker-{index:D5}";

    public void Write()
    {
        using var pool = new CertificatePool(Now);
        Directory.CreateDirectory(Path.Combine(directory, "cluster"));
        Directory.CreateDirectory(Path.Combine(directory, "node", "pki"));

        Json("bundle.json", json =>
        {
            json.WriteString("apiVersion", "certrot/v1");
            json.WriteString("kind", "EvidenceBundle");
            json.WriteString("node", NodeName(0));
            json.WriteString("collectedAt", Time(Now));
            json.WriteStartArray("errors");
            json.WriteEndArray();
        });
        Json("cluster/version.json", json => json.WriteString("gitVersion", "v1.36.2"));
        List("nodes", "v1", "Node", nodes, Node);
        List("certificatesigningrequests", "certificates.k8s.io/v1", "CertificateSigningRequest", requests, (json, i) => Request(json, i, pool));
        List("leases", "coordination.k8s.io/v1", "Lease", nodes + 1, Lease);
        List("pods-kube-system", "v1", "Pod", nodes + 3, Pod);
        List("clusterroles", "rbac.authorization.k8s.io/v1", "ClusterRole", 120, Role);
        List("clusterrolebindings", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", 120, RoleBinding);

        File.WriteAllText(Full("node/ca.crt"), pool.AuthorityPem);
        File.WriteAllText(Full("node/pki/kubelet-client-current.pem"),
            pool[0].Certificate + "\n-----BEGIN EC PRIVATE KEY-----\nREDACTED\n-----END EC PRIVATE KEY-----\n");
        File.WriteAllText(Full("node/config.yaml"), """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication:
              x509:
                clientCAFile: /etc/kubernetes/pki/ca.crt
            rotateCertificates: true

            """);
        File.WriteAllText(Full("node/kubelet.conf"), $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: kubernetes
              cluster:
                server: https://10.0.0.1:6443
                certificate-authority-data: {Base64(pool.AuthorityPem)}
            contexts:
            - name: system:node
              context: {"{cluster: kubernetes, user: system:node}"}
            current-context: system:node
            users:
            - name: system:node
              user:
                client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
                client-key: /var/lib/kubelet/pki/kubelet-client-current.pem

            """);
        using var log = File.Create(Full("node/kubelet.log"));
        new KubeletLogWriter(log, 7).Write(1 << 20);
    }

    private static void Node(Utf8JsonWriter json, int index)
    {
        Meta(json, NodeName(index), Now.AddDays(-300), labels: [("kubernetes.io/arch", "amd64"), ("kubernetes.io/os", "linux"), ("topology.kubernetes.io/zone", $"zone-{index % 3}")]);
        json.WriteStartObject("spec");
        json.WriteString("podCIDR", $"10.{100 + (index >> 8)}.{index & 255}.0/24");
        json.WriteString("providerID", $"example:///zone-{index % 3}/i-{index:x16}");
        json.WriteEndObject();
        json.WriteStartObject("status");
        json.WriteStartArray("addresses");
        Address(json, "InternalIP", $"10.0.{index >> 8}.{index & 255}");
        Address(json, "Hostname", NodeName(index));
        json.WriteEndArray();
        foreach (var quantities in (string[])["allocatable", "capacity"])
        {
            json.WriteStartObject(quantities);
            json.WriteString("cpu", "16");
            json.WriteString("ephemeral-storage", "264212084Ki");
            json.WriteString("memory", "65683076Ki");
            json.WriteString("pods", "110");
            json.WriteEndObject();
        }

        json.WriteStartArray("conditions");
        foreach (var (type, status, reason, message) in ((string, string, string, string)[])[
            ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            ("Ready", "True", "KubeletReady", "kubelet is posting ready status")])
        {
            json.WriteStartObject();
            json.WriteString("lastHeartbeatTime", Time(Now.AddSeconds(-30)));
            json.WriteString("lastTransitionTime", Time(Now.AddDays(-300)));
            json.WriteString("message", message);
            json.WriteString("reason", reason);
            json.WriteString("status", status);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("images");
        for (var i = 0; i < 32; i++)
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            json.WriteStringValue($"registry.example.com/team-{i % 7}/service-{i}@sha256:{(ulong)i * 0x9E3779B97F4A7C15:x16}{(ulong)i * 0x94D049BB133111EB:x16}{(ulong)i * 0xBF58476D1CE4E5B9:x16}{i:x16}");
            json.WriteStringValue($"registry.example.com/team-{i % 7}/service-{i}:v1.{i}.{index % 10}");
            json.WriteEndArray();
            json.WriteNumber("sizeBytes", 31_415_926 + (i * 1_000_003));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("nodeInfo");
        json.WriteString("architecture", "amd64");
        json.WriteString("containerRuntimeVersion", "containerd://2.1.4");
        json.WriteString("kernelVersion", "6.12.48-cloud-amd64");
        json.WriteString("kubeletVersion", "v1.36.2");
        json.WriteString("machineID", $"{index:x32}");
        json.WriteString("operatingSystem", "linux");
        json.WriteString("osImage", "Debian GNU/Linux 12 (bookworm)");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The oldest first; the newest fifth is pending, and the newest of all is the bundle's own node's.</summary>
    private void Request(Utf8JsonWriter json, int index, CertificatePool pool)
    {
        var owner = (requests - 1 - index) % CertificatePool.Size;
        var entry = pool[owner];
        var pending = index >= requests - (requests / 5);
        var created = Now.AddSeconds(-3.0 * (requests - index));
        var name = $"csr-{random.Next() % 0xFFFFFFFF:x8}{index:x5}";
        Meta(json, name, created, generateName: "csr-");
        json.WriteStartObject("spec");
        json.WriteStartObject("extra");
        json.WriteStartArray("authentication.kubernetes.io/credential-id");
        json.WriteStringValue($"X509SHA256={random.Next():x16}{random.Next():x16}{random.Next():x16}{random.Next():x16}");
        json.WriteEndArray();
        json.WriteEndObject();
        Strings(json, "groups", "system:nodes", "system:authenticated");
        json.WriteString("request", Base64(entry.Request));
        json.WriteString("signerName", "kubernetes.io/kube-apiserver-client-kubelet");
        Strings(json, "usages", "digital signature", "client auth");
        json.WriteString("username", $"system:node:{NodeName(owner)}");
        json.WriteEndObject();
        json.WriteStartObject("status");
        if (!pending)
        {
            json.WriteString("certificate", Base64(entry.Certificate));
            json.WriteStartArray("conditions");
            json.WriteStartObject();
            json.WriteString("lastTransitionTime", Time(created.AddSeconds(1)));
            json.WriteString("lastUpdateTime", Time(created.AddSeconds(1)));
            json.WriteString("message", "Auto approving self kubelet client certificate after SubjectAccessReview.");
            json.WriteString("reason", "AutoApproved");
            json.WriteString("status", "True");
            json.WriteString("type", "Approved");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Lease(Utf8JsonWriter json, int index)
    {
        var manager = index == nodes;
        var name = manager ? "kube-controller-manager" : NodeName(index);
        Meta(json, name, Now.AddDays(-300), manager ? "kube-system" : "kube-node-lease");
        json.WriteStartObject("spec");
        json.WriteString("holderIdentity", manager ? "control-plane-1_8f1e" : name);
        json.WriteNumber("leaseDurationSeconds", manager ? 15 : 40);
        json.WriteString("renewTime", $"{Now.AddSeconds(-5):yyyy-MM-ddTHH:mm:ss.ffffffZ}");
        json.WriteEndObject();
    }

    private void Pod(Utf8JsonWriter json, int index)
    {
        string[] components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
        var component = index < nodes ? "kube-proxy" : components[index - nodes];
        var node = index < nodes ? NodeName(index) : "control-plane-1";
        Meta(json, $"{component}-{node}", Now.AddDays(-300), "kube-system", labels: [("component", component)]);
        json.WriteStartObject("spec");
        json.WriteString("nodeName", node);
        json.WriteStartArray("containers");
        json.WriteStartObject();
        json.WriteString("name", component);
        json.WriteString("image", $"registry.k8s.io/{component}:v1.36.2");
        Strings(json, "command", component == "kube-controller-manager"
            ? [component, "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt", "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key", "--controllers=*,bootstrapsigner,tokencleaner"]
            : [component, "--v=2"]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("status");
        json.WriteString("phase", "Running");
        json.WriteStartArray("containerStatuses");
        json.WriteStartObject();
        json.WriteString("name", component);
        json.WriteBoolean("ready", true);
        json.WriteNumber("restartCount", 0);
        json.WriteStartObject("state");
        json.WriteStartObject("running");
        json.WriteString("startedAt", Time(Now.AddDays(-20)));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Role(Utf8JsonWriter json, int index)
    {
        var (name, group, resource, verbs) = index switch
        {
            0 => ("system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "certificates.k8s.io", "certificatesigningrequests/selfnodeclient", (string[])["create"]),
            1 => ("system:certificates.k8s.io:certificatesigningrequests:nodeclient", "certificates.k8s.io", "certificatesigningrequests/nodeclient", ["create"]),
            2 => ("system:node-bootstrapper", "certificates.k8s.io", "certificatesigningrequests", ["create", "get", "list", "watch"]),
            _ => ($"team-{index}", "apps", "deployments", ["get", "list", "watch"]),
        };
        Meta(json, name, Now.AddDays(-300));
        json.WriteStartArray("rules");
        json.WriteStartObject();
        Strings(json, "apiGroups", group);
        Strings(json, "resources", resource);
        Strings(json, "verbs", verbs);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void RoleBinding(Utf8JsonWriter json, int index)
    {
        const string Bootstrappers = "system:bootstrappers:kubeadm:default-node-token";
        var (name, role, group) = index switch
        {
            0 => ("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", Bootstrappers),
            1 => ("kubeadm:node-autoapprove-bootstrap", "system:certificates.k8s.io:certificatesigningrequests:nodeclient", Bootstrappers),
            _ => ($"team-{index}", $"team-{index}", $"team-{index}"),
        };
        Meta(json, name, Now.AddDays(-300));
        json.WriteStartObject("roleRef");
        json.WriteString("apiGroup", "rbac.authorization.k8s.io");
        json.WriteString("kind", "ClusterRole");
        json.WriteString("name", role);
        json.WriteEndObject();
        json.WriteStartArray("subjects");
        json.WriteStartObject();
        json.WriteString("apiGroup", "rbac.authorization.k8s.io");
        json.WriteString("kind", "Group");
        json.WriteString("name", group);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Meta(
        Utf8JsonWriter json, string name, DateTimeOffset created, string? space = null, string? generateName = null, (string Key, string Value)[]? labels = null)
    {
        json.WriteStartObject("metadata");
        json.WriteString("creationTimestamp", Time(created));
        if (generateName is not null)
            json.WriteString("generateName", generateName);
        if (labels is not null)
        {
            json.WriteStartObject("labels");
            foreach (var (key, value) in labels)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        json.WriteString("name", name);
        if (space is not null)
            json.WriteString("namespace", space);
        json.WriteString("resourceVersion", "1048576");
        json.WriteString("uid", $"{(uint)name.Length:x8}-0000-4000-8000-{(ulong)created.Ticks % 0xFFFFFFFFFFFF:x12}");
        json.WriteEndObject();
    }

    private static void Address(Utf8JsonWriter json, string type, string address)
    {
        json.WriteStartObject();
        json.WriteString("address", address);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string property, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(property);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Time(DateTimeOffset time) => $"{time:yyyy-MM-ddTHH:mm:ssZ}";

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));

    private string Full(string path) => Path.Combine(directory, path);

    private void List(string file, string version, string kind, int count, Action<Utf8JsonWriter, int> item) =>
        Json($"cluster/{file}.json", json =>
        {
            json.WriteString("apiVersion", "v1");
            json.WriteStartArray("items");
            for (var i = 0; i < count; i++)
            {
                json.WriteStartObject();
                json.WriteString("apiVersion", version);
                json.WriteString("kind", kind);
                item(json, i);
                json.WriteEndObject();
                if (json.BytesPending > 1 << 20)
                    json.Flush();
            }

            json.WriteEndArray();
            json.WriteString("kind", "List");
        });

    private void Json(string path, Action<Utf8JsonWriter> content)
    {
        using var file = File.Create(Full(path));
        using var json = new Utf8JsonWriter(file, AsKubectl);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
    }
}
