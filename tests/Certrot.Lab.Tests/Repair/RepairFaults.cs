using System.Text.Json.Nodes;
using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Faults that a repair ends. Where the fault leaves a certificate in service, that one is due, so that the kubelet has to rotate it afterwards.</summary>
internal static class RepairFaults
{
    private const string Dated = "kubelet-client-2026-01-01-00-00-00.pem";

    /// <summary>The CA of another cluster, which is called the same as they all are.</summary>
    private static readonly LabAuthority other = new("kubernetes");

    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("ash", 'A', "kubeconfig-static-cert", "client", "bootstrap-kubelet.conf")
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
                    File.Move(Path.Combine(node.KubeletDirectory, "pki", Dated), Current(node));
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
                Prepare = node => File.WriteAllText(Path.Combine(node.KubeletDirectory, "pki", Dated), NodeFault.InService(plane, "dogwood").Pem[..200]),
            },
        },
        new("elm", 'A', "client-expired-no-bootstrap", "client", "bootstrap-kubelet.conf")
        {
            Options = plane => Own() with { Client = plane.Authority.Client("system:node:elm", "system:nodes", Now.AddHours(-3), Now.AddHours(-1)) },
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
                Client = plane.Authority.Client("system:node:ginkgo", "system:nodes", Now.AddHours(-1), Now.AddSeconds(40)),
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
    ];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A client certificate past 90 % of its lifetime, with time enough for the node's turn to come.</summary>
    public static LabCertificate Due(ControlPlane plane, string node) => plane.Authority.Client($"system:node:{node}", "system:nodes", Now.AddHours(-10), Now.AddMinutes(30));

    /// <summary>The file that rotation writes, as it is here.</summary>
    public static string Current(KubeletNode node) => Path.Combine(node.KubeletDirectory, "pki", "kubelet-client-current.pem");

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
