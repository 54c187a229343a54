using System.Text.Unicode;

namespace Certrot.Benchmarks;

/// <summary>
/// Writes a kubelet log as release 1.36 does at --v=2: healthy chatter, now and then a burst of a failing rotation that ends well,
/// and restarts of the kubelet. Six lines in a thousand tell of trouble.
/// </summary>
internal sealed class KubeletLogWriter(Stream output, ulong seed)
{
    private const int ChatterBetweenBursts = 20_000;
    private const int BurstsPerRun = 25;

    private static readonly string[] Flags =
    [
        "address=\"0.0.0.0\"", "anonymous-auth=\"true\"", "authorization-mode=\"AlwaysAllow\"",
        "bootstrap-kubeconfig=\"/etc/kubernetes/bootstrap-kubelet.conf\"", "cert-dir=\"/var/lib/kubelet/pki\"", "cgroup-driver=\"cgroupfs\"",
        "client-ca-file=\"\"", "cluster-dns=\"[]\"", "config=\"/var/lib/kubelet/config.yaml\"",
        "container-runtime-endpoint=\"unix:///run/containerd/containerd.sock\"", "eviction-hard=\"\"", "hostname-override=\"worker-1\"",
        "kubeconfig=\"/etc/kubernetes/kubelet.conf\"", "node-ip=\"10.0.2.11\"", "node-labels=\"\"", "pod-infra-container-image=\"\"",
        "read-only-port=\"10255\"", "register-node=\"true\"", "rotate-certificates=\"false\"", "rotate-server-certificates=\"false\"",
        "tls-cert-file=\"\"", "tls-private-key-file=\"\"", "v=\"2\"",
    ];

    private static readonly string[] Volumes = ["kube-api-access-x7k2p", "config-volume", "kubernetes-dashboard-certs", "tmp-dir", "data-0"];

    private static readonly string[] Pods =
    [
        "kube-system/coredns-7c65d6cfc9-4xk8p", "shop/checkout-6b9f7c5d8f-qz2lm", "shop/cart-5d9c8b7f4-8hj2k", "ingress/ingress-nginx-controller-7tq4z",
        "monitoring/node-exporter-5zkpd", "data/postgres-0", "data/kafka-2", "batch/report-29331240-hw5vn",
    ];

    private static readonly string[] CreateErrors =
    [
        "cannot create certificate signing request: Post \\\"https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests?timeout=10s\\\": dial tcp 10.0.0.1:6443: connect: connection refused",
        "cannot create certificate signing request: Unauthorized",
        "cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User \\\"system:anonymous\\\" cannot create resource \\\"certificatesigningrequests\\\" in API group \\\"certificates.k8s.io\\\" at the cluster scope",
        "cannot create certificate signing request: Post \\\"https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests?timeout=10s\\\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ];

    private readonly SplitMix random = new(seed);
    private readonly byte[] line = new byte[8192];
    private DateTime time = new(2026, 11, 1, 4, 0, 0, DateTimeKind.Utc);
    private int pid = 1204;
    private long written;

    public void Write(long size)
    {
        while (written < size)
        {
            Start();
            for (var burst = 0; burst < BurstsPerRun && written < size; burst++)
            {
                for (var i = 0; i < ChatterBetweenBursts && written < size; i++)
                    Chatter();
                if (written < size)
                    Burst();
            }
            pid += 1 + random.Below(5000);
        }
    }

    private void Start()
    {
        foreach (var flag in Flags)
            Line('I', "flags.go:64", $"FLAG: --{flag}");
        Line('I', "server.go:535", "\"Kubelet version\" kubeletVersion=\"v1.36.2\"");
        Line('I', "server.go:537", "\"Golang settings\" GOGC=\"\" GOMAXPROCS=\"\" GOTRACEBACK=\"\"");
        Line('I', "certificate_manager.go:378", "\"Certificate rotation is enabled\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\"");
        Line('I', "server.go:1291", "\"Started kubelet\"");
        Line('I', "server.go:193", "\"Starting to listen\" address=\"0.0.0.0\" port=10250");
        Line('I', "kubelet_node_status.go:78", "\"Attempting to register node\" node=\"worker-1\"");
        Line('I', "kubelet_node_status.go:81", "\"Successfully registered node\" node=\"worker-1\"");
        Deadline();
    }

    private void Chatter()
    {
        time = time.AddMilliseconds(random.Below(100));
        var pod = random.Pick<string>(Pods);
        var id = random.Next();
        switch (random.Below(12))
        {
            case 0:
                Line('I', "kubelet.go:2724", $"\"SyncLoop (PLEG): event for pod\" pod=\"{pod}\" event={{\"ID\":\"{id:x16}-9e0b-4a52\",\"Type\":\"ContainerStarted\",\"Data\":\"{id:x16}{id:x16}\"}}");
                break;
            case 1:
                Line('I', "kubelet.go:2724", $"\"SyncLoop (probe)\" probe=\"readiness\" status=\"ready\" pod=\"{pod}\"");
                break;
            case 2:
                Line('I', "reconciler_common.go:251", $"\"operationExecutor.VerifyControllerAttachedVolume started for volume \\\"{random.Pick<string>(Volumes)}\\\" (UniqueName: \\\"kubernetes.io/projected/{id:x16}-{random.Pick<string>(Volumes)}\\\") pod \\\"{pod}\\\" (UID: \\\"{id:x16}\\\") \" pod=\"{pod}\"");
                break;
            case 3:
                Line('I', "operation_generator.go:614", $"\"MountVolume.SetUp succeeded for volume \\\"{random.Pick<string>(Volumes)}\\\" (UniqueName: \\\"kubernetes.io/configmap/{id:x16}\\\") pod \\\"{pod}\\\" (UID: \\\"{id:x16}\\\") \" pod=\"{pod}\"");
                break;
            case 4:
                Line('I', "reflector.go:507", "\"Caches populated\" type=\"*v1.ConfigMap\" reflector=\"object-\\\"kube-system\\\"/\\\"kube-root-ca.crt\\\"\"");
                break;
            case 5:
                Line('I', "pod_startup_latency_tracker.go:104", $"\"Observed pod startup duration\" pod=\"{pod}\" podStartSLOduration={1 + (id % 9)}.{id % 1000:D3} podStartE2EDuration=\"{2 + (id % 9)}.{id % 1000:D3}s\" firstStartedPulling=\"0001-01-01 00:00:00 +0000 UTC\" lastFinishedPulling=\"0001-01-01 00:00:00 +0000 UTC\"");
                break;
            case 6:
                Line('I', "scope.go:122", $"\"RemoveContainer\" containerID=\"{id:x16}{id:x16}{id:x16}{id:x16}\"");
                break;
            case 7:
                Line('E', "dns.go:153", "\"Nameserver limits exceeded\" err=\"Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 10.0.0.2 10.0.0.3 10.0.0.4\"");
                break;
            case 8:
                Line('I', "prober.go:120", $"\"Probe failed\" probeType=\"Liveness\" pod=\"{pod}\" podUID=\"{id:x16}\" containerName=\"app\" probeResult=\"failure\" output=\"Get \\\"http://10.244.1.{id % 250}:8080/healthz\\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)\"");
                break;
            case 9:
                Line('I', "kubelet_getters.go:219", $"\"Pod status updated\" pod=\"{pod}\" status=\"Running\"");
                break;
            case 10:
                Line('E', "pod_workers.go:1324", $"\"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"app\\\" with CrashLoopBackOff: \\\"back-off 5m0s restarting failed container=app pod={pod}\\\"\" pod=\"{pod}\" podUID=\"{id:x16}\"");
                break;
            default:
                Line('I', "kubelet_volumes.go:163", $"\"Cleaned up orphaned pod volumes dir\" podUID=\"{id:x16}\" path=\"/var/lib/kubelet/pods/{id:x16}/volumes\"");
                break;
        }
    }

    private void Burst()
    {
        var error = random.Pick<string>(CreateErrors);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            time = time.AddSeconds(8);
            Line('I', "certificate_manager.go:566", "\"Rotating certificates\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\"");
            Line('E', "certificate_manager.go:596", $"\"Failed while requesting a signed certificate from the control plane\" err=\"{error}\" logger=\"kubernetes.io/kube-apiserver-client-kubelet.UnhandledError\"");
            Line('E', "controller.go:201", "\"Failed to ensure lease exists, will retry\" err=\"Get \\\"https://10.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\\": dial tcp 10.0.0.1:6443: connect: connection refused\" interval=\"7s\"");
            Line('E', "kubelet_node_status.go:529", $"\"Error updating node status, will retry\" err=\"failed to patch status \\\"{{\\\\\\\"status\\\\\\\":{{\\\\\\\"conditions\\\\\\\":[{{\\\\\\\"lastHeartbeatTime\\\\\\\":\\\\\\\"{time:yyyy-MM-ddTHH:mm:ssZ}\\\\\\\",\\\\\\\"type\\\\\\\":\\\\\\\"MemoryPressure\\\\\\\"}},{{\\\\\\\"lastHeartbeatTime\\\\\\\":\\\\\\\"{time:yyyy-MM-ddTHH:mm:ssZ}\\\\\\\",\\\\\\\"type\\\\\\\":\\\\\\\"Ready\\\\\\\"}}]}}}}\\\" for node \\\"worker-1\\\": Patch \\\"https://10.0.0.1:6443/api/v1/nodes/worker-1/status?timeout=10s\\\": dial tcp 10.0.0.1:6443: connect: connection refused\"");
            if (attempt % 5 == 4)
                Line('E', "certificate_manager.go:462", "\"Reached backoff limit, still unable to rotate certs\" err=\"timed out waiting for the condition\" logger=\"kubernetes.io/kube-apiserver-client-kubelet.UnhandledError\"");
            for (var i = 0; i < 5; i++)
                Chatter();
        }
        Line('I', "csr.go:272", $"\"Certificate signing request is issued\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\" csr=\"csr-{random.Below(100_000):D5}\"");
        Deadline();
        Line('I', "transport.go:151", "\"Certificate rotation detected, shutting down client connections to start using new credentials\"");
    }

    private void Deadline()
    {
        Line('I', "certificate_manager.go:715", $"\"Certificate rotation deadline determined\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\" expiration=\"{time.AddDays(365):yyyy-MM-dd HH:mm:ss} +0000 UTC\" deadline=\"{time.AddDays(300):yyyy-MM-dd HH:mm:ss}.404964436 +0000 UTC\"");
        Line('I', "certificate_manager.go:431", "\"Waiting for next certificate rotation\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\" sleep=\"7199h49m32.769770072s\"");
    }

    private void Line(char severity, string origin, string message)
    {
        time = time.AddTicks(10 + random.Below(40_000));
        if (!Utf8.TryWrite(line, $"{severity}{time:MMdd HH:mm:ss.ffffff} {pid,7} {origin}] {message}\n", out var length))
            throw new InvalidOperationException("A line is longer than the buffer.");
        output.Write(line, 0, length);
        written += length;
    }
}
