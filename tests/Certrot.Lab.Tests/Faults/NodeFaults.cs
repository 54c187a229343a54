namespace Certrot.Lab.Tests.Faults;

/// <summary>Faults of nodes on a sound control plane.</summary>
internal static class NodeFaults
{
    /// <summary>The CA of another cluster, which is called the same as they all are.</summary>
    private static readonly LabAuthority other = new("kubernetes");

    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("alder", 'A', "client-expired-rotation-disabled", "client", "Unauthorized")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(("rotateCertificates", false)),
                Client = plane.Authority.Client("system:node:alder", "system:nodes", Now.AddHours(-1), Now.AddSeconds(40)),
            },
        },
        new("aspen", 'A', "client-expired-no-bootstrap", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Arguments = ["--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf"],
                Client = plane.Authority.Client("system:node:aspen", "system:nodes", Now.AddHours(-3), Now.AddHours(-1)),
            },
        },
        new("birch", 'A', "kubeconfig-static-cert", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Arguments = ["--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf"],
                Client = NodeFault.InService(plane, "birch"),
                Prepare = node => Kubeconfig.Write(Path.Combine(node.EtcDirectory, "kubelet.conf"), plane.Server, plane.Authority.Certificate.Pem,
                    plane.Authority.Client("system:node:birch", "system:nodes", Now.AddDays(-400), Now.AddDays(-35))),
            },
        },
        new("cedar", 'B', "bootstrap-token-invalid", "client", "Unauthorized")
        {
            Options = plane => new KubeletOptions
            {
                Configuration = NodeFault.OwnServing(),
                Prepare = node => Kubeconfig.Write(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf"), plane.Server, plane.Authority.Certificate.Pem, new System.Text.Json.Nodes.JsonObject { ["token"] = "fedcba.0123456789abcdef" }),
            },
        },
        new("ebony", 'F', "kubelet-trusts-old-ca", "client", "certificate signed by unknown authority")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "ebony"),
                Prepare = node => Replace(node, "kubelet.conf", Base64(plane.Authority.Certificate.Pem), Base64(other.Certificate.Pem)),
            },
        },
        new("elder", 'F', "apiserver-rejects-client-ca", "client", "Unauthorized")
        {
            Options = _ => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(),
                Client = other.Client("system:node:elder", "system:nodes", Now.AddDays(-100), Now.AddDays(265)),
            },
        },
        new("fir", 'F', "kubelet-client-ca-stale", null, "Successfully registered node")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "fir"),
                Prepare = node => File.WriteAllText(Path.Combine(node.EtcDirectory, "pki", "ca.crt"), other.Certificate.Pem),
            },
        },
        new("hazel", 'G', "node-name-mismatch", "client", "is forbidden")
        {
            Options = plane => new KubeletOptions { Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "hazel.example.com") },
        },
        new("holly", 'G', "serving-static-cert-expired", "serving", "Successfully registered node")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Client = NodeFault.InService(plane, "holly"),
                Configuration = NodeFault.OwnServing(("tlsCertFile", "/etc/kubernetes/serving.crt"), ("tlsPrivateKeyFile", "/etc/kubernetes/serving.key")),
                Prepare = node =>
                {
                    var expired = plane.Authority.Serving("holly", ["holly"], [node.Address], Now.AddDays(-400), Now.AddDays(-35));
                    File.WriteAllText(Path.Combine(node.EtcDirectory, "serving.crt"), expired.Pem);
                    File.WriteAllText(Path.Combine(node.EtcDirectory, "serving.key"), expired.KeyPem);
                },
            },
        },
        new("larch", 'H', "pki-corrupt", "client", "failed to run Kubelet")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "larch"),
                Prepare = node => File.WriteAllText(Path.Combine(node.KubeletDirectory, "pki", "kubelet-client-2026-01-01-00-00-00.pem"), NodeFault.InService(plane, "larch").Pem[..200]),
            },
        },
        new("lime", 'H', "pki-file-missing", "client", "no such file or directory")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "lime"),
                Prepare = node => File.Delete(Path.Combine(node.KubeletDirectory, "pki", "kubelet-client-2026-01-01-00-00-00.pem")),
            },
        },
        new("maple", 'H', "pki-write-failed", "client", "no space left on device")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.Due(plane, "maple"),
                Prepare = node => node.Run("sh", "-c", "cd /var/lib/kubelet && cp -a pki old && mount -t tmpfs -o size=16k pki pki && cp -a old/. pki && rm -r old && { cat /dev/zero > pki/full 2>/dev/null || true; }"),
            },
        },
        new("oak", 'H', "pki-permission-denied", "client", "operation not permitted")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.Due(plane, "oak"),
                Prepare = node => node.Run("chattr", "+i", "/var/lib/kubelet/pki"),
                Undo = node => node.Run("chattr", "-i", "/var/lib/kubelet/pki"),
            },
        },
        new("olive", 'J', "apiserver-dns-failure", "client", "lookup api.lab.invalid")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "olive"),
                Prepare = node => Replace(node, "kubelet.conf", plane.Server.Host, "api.lab.invalid"),
            },
        },
        new("pine", 'J', "apiserver-unreachable", "client", "i/o timeout")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "pine"),
                Prepare = node => node.Run("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", $"{plane.Server.Port}", "-j", "DROP"),
            },
        },
        new("rowan", 'J', "apiserver-proxy", "client", "proxyconnect tcp")
        {
            Options = plane => new KubeletOptions
            {
                Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(plane, "rowan"),
                Environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = $"http://{plane.Server.Host}:3128" },
            },
        },
    ];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private static void Replace(KubeletNode node, string file, string old, string with)
    {
        var path = Path.Combine(node.EtcDirectory, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, with, StringComparison.Ordinal));
    }
}
