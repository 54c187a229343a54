using System.Text.Json.Nodes;
using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Faults that a repair ends. Where the fault leaves a certificate in service, that one is due, so that the kubelet has to rotate it afterwards.</summary>
internal static class RepairFaults
{
    /// <summary>A certificate directory that nobody would guess.</summary>
    public const string Certificates = "/var/lib/kubelet/certs";

    private const string Pair = "kubelet-client-2026-01-01-00-00-00.pem";

    /// <summary>The CA of another cluster, which is called the same as they all are.</summary>
    private static readonly LabAuthority other = new("kubernetes");

    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("ash", 'A', "kubeconfig-static-cert", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => Own() with
            {
                Client = Due(plane, "ash"),
                Prepare = node => Kubeconfig.Write(Path.Combine(node.EtcDirectory, "kubelet.conf"), plane.Server, plane.Authority.Certificate.Pem,
                    plane.Authority.Client("system:node:ash", "system:nodes", Now.AddDays(-400), Now.AddDays(-35))),
            },
        },
        new("beech", 'H', "pki-current-not-symlink", "client", "to be a symlink but it is a file")
        {
            Options = plane => Own() with
            {
                Client = Due(plane, "beech"),
                Prepare = node =>
                {
                    File.Delete(Current(node));
                    File.Move(Dated(node), Current(node));
                },
            },
        },
        new("cherry", 'H', "pki-file-missing", "client", "no such file or directory")
        {
            Options = plane => Own() with
            {
                Client = Due(plane, "cherry"),
                Prepare = node =>
                {
                    File.Delete(Current(node));
                    File.CreateSymbolicLink(Current(node), "/var/lib/kubelet/pki/kubelet-client-2026-02-02-00-00-00.pem");
                },
            },
        },
        new("dogwood", 'H', "pki-corrupt", "client", "failed to run Kubelet")
        {
            Options = plane => Own() with
            {
                Client = NodeFault.InService(plane, "dogwood"),
                Prepare = node => File.WriteAllText(Dated(node), NodeFault.InService(plane, "dogwood").Pem[..200]),
            },
        },
        new("elm", 'A', "client-expired-no-bootstrap", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => Own() with { Client = NodeFault.Ended(plane, "elm") },
        },
        new("fig", 'B', "bootstrap-token-invalid", "client", "Unauthorized")
        {
            Options = plane => Own() with
            {
                Bootstraps = true,
                Prepare = node => Kubeconfig.Write(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf"), plane.Server, plane.Authority.Certificate.Pem, new JsonObject { ["token"] = "fedcba.0123456789abcdef" }),
            },
        },
        new("ginkgo", 'A', "client-expired-rotation-disabled", "client", "Unauthorized")
        {
            Options = plane => Own(("rotateCertificates", false)) with
            {
                Client = plane.Authority.Client("system:node:ginkgo", "system:nodes", Now.AddHours(-1), Now.AddSeconds(20)),
                Prepare = WriteYaml,
            },
        },
        new("hawthorn", 'F', "kubelet-trusts-old-ca", "client", "certificate signed by unknown authority")
        {
            Options = plane => Own() with
            {
                Client = Due(plane, "hawthorn"),
                Prepare = node => Replace(node, "kubelet.conf", Base64(plane.Authority.Certificate.Pem), Base64(other.Certificate.Pem)),
            },
        },
        new("kapok", 'G', "serving-static-cert-expired", "serving", "Successfully registered node")
        {
            Options = plane => Own(("serverTLSBootstrap", true), ("tlsCertFile", "/etc/kubernetes/serving.crt"), ("tlsPrivateKeyFile", "/etc/kubernetes/serving.key")) with
            {
                Client = NodeFault.InService(plane, "kapok"),
                Prepare = node =>
                {
                    var expired = plane.Authority.Serving("kapok", ["kapok"], [node.Address], Now.AddDays(-400), Now.AddDays(-35));
                    File.WriteAllText(Path.Combine(node.EtcDirectory, "serving.crt"), expired.Pem);
                    File.WriteAllText(Path.Combine(node.EtcDirectory, "serving.key"), expired.KeyPem);
                },
            },
        },
        new("ivy", 'H', "pki-permission-denied", "client", "operation not permitted")
        {
            Options = plane => Own() with
            {
                Client = Due(plane, "ivy"),
                Prepare = node => node.Run("chattr", "+i", "/var/lib/kubelet/pki"),
                Undo = node => node.Run("chattr", "-i", "/var/lib/kubelet/pki"),
            },
        },
        new("juniper", 'F', "kubelet-client-ca-stale", null, "Unable to authenticate the request")
        {
            Options = plane => Own() with
            {
                Client = NodeFault.InService(plane, "juniper"),
                Prepare = node => File.WriteAllText(Path.Combine(node.EtcDirectory, "pki", "ca.crt"), other.Certificate.Pem),
            },
            // It says nothing before it is called.
            Then = (plane, node) => plane.WaitAsync("juniper to refuse a call", TimeSpan.FromMinutes(3), async () =>
            {
                await plane.Kubectl.TryRunAsync(["get", "--raw", "/api/v1/nodes/juniper/proxy/healthz"]);
                return node.Log.Contains("Unable to authenticate the request", StringComparison.Ordinal);
            }),
        },
        // Nothing is where it usually is, and the kubelet that would tell has ended.
        new("palm", 'A', "client-expired-no-bootstrap", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => Own() with
            {
                Client = NodeFault.Ended(plane, "palm"),
                Arguments = [$"--cert-dir={Certificates}", "--kubeconfig=/var/lib/kubelet/kubeconfig", "--bootstrap-kubeconfig=/var/lib/kubelet/bootstrap", "--config=/etc/kubernetes/kubelet.yaml"],
                Prepare = node => node.Run("sh", "-ec", $"""
                    cd /var/lib/kubelet
                    mv pki {Certificates}
                    mv /etc/kubernetes/kubelet.conf kubeconfig
                    mv config.yaml /etc/kubernetes/kubelet.yaml
                    sed -i s,/var/lib/kubelet/pki,{Certificates},g kubeconfig
                    ln -sfn {Certificates}/{Pair} {Certificates}/kubelet-client-current.pem
                    """),
            },
        },
        // Three faults, each of which alone keeps it from the API server.
        new("quince", 'A', "client-expired-rotation-disabled", "client", "unable to load bootstrap kubeconfig")
        {
            Options = plane => Own(("rotateCertificates", false)) with
            {
                Client = NodeFault.Ended(plane, "quince"),
                Prepare = node =>
                {
                    WriteYaml(node);
                    Replace(node, "kubelet.conf", Base64(plane.Authority.Certificate.Pem), Base64(other.Certificate.Pem));
                },
            },
        },
        // The kubelet holds another certificate than its file, and waits for that one's window.
        new("rose", 'A', "rotation-silently-stalled", "client", "Successfully registered node")
        {
            Options = plane => Own() with { Client = NodeFault.InService(plane, "rose") },
            Then = async (plane, node) =>
            {
                await node.WaitReadyAsync(TimeSpan.FromSeconds(90));
                var due = Due(plane, "rose");
                File.WriteAllText(Dated(node), due.Pem + due.KeyPem);
            },
        },
        new("viola", 'H', "pki-corrupt", "client", "failed to run Kubelet")
        {
            Options = plane => Own() with
            {
                Client = NodeFault.InService(plane, "viola"),
                // Certificate and key do not belong together.
                Prepare = node => File.WriteAllText(Dated(node), NodeFault.InService(plane, "viola").Pem + NodeFault.InService(plane, "viola").KeyPem),
            },
        },
    ];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A client certificate past 90 % of its lifetime, with time enough for the node's turn to come.</summary>
    public static LabCertificate Due(ControlPlane plane, string node) => plane.Authority.Client($"system:node:{node}", "system:nodes", Now.AddHours(-10), Now.AddMinutes(30));

    /// <summary>The file that rotation writes, as it is here.</summary>
    public static string Current(KubeletNode node) => Path.Combine(node.KubeletDirectory, "pki", "kubelet-client-current.pem");

    /// <summary>The pair that a node is given.</summary>
    public static string Dated(KubeletNode node) => Path.Combine(node.KubeletDirectory, "pki", Pair);

    /// <summary>A node under systemd that has joined long ago, so that it has no bootstrap kubeconfig any more.</summary>
    public static KubeletOptions Own(params IEnumerable<(string Field, JsonNode Value)> more) => new() { Systemd = true, Bootstraps = false, Configuration = NodeFault.OwnServing(more) };

    /// <summary>Writes the configuration as kubeadm does, with a comment that must stay.</summary>
    public static void WriteYaml(KubeletNode node)
    {
        var path = Path.Combine(node.KubeletDirectory, "config.yaml");
        var fields = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        // A value in JSON is one in YAML.
        File.WriteAllText(path, "# Written by the lab.\n" + string.Concat(fields.Select(f => $"{f.Key}: {f.Value!.ToJsonString()}\n")));
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private static void Replace(KubeletNode node, string file, string old, string with)
    {
        var path = Path.Combine(node.EtcDirectory, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, with, StringComparison.Ordinal));
    }
}
