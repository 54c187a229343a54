using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

internal sealed class PkiCorruptScenario : CauseScenario
{
    private const string NoBootstrap = "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory";

    public override string Cause => "pki-corrupt";

    public override string NearMissIs => "pki-file-missing";

    /// <summary>A power loss left the newest pair empty, and the link points to it. Kubelet 1.32.</summary>
    public override NodeScenario Build() => Gone().With(s =>
    {
        s.Pki["kubelet-client-current.pem"] = "";
        s.Pki["kubelet-client-2026-06-15-10-30-00.pem"] = "";
        s.HostFiles!.Add(NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet-client-2026-06-15-10-30-00.pem", "-rw-------", s.Now.AddMinutes(-90)));
        s.CrashLoop(36, TimeSpan.FromMinutes(20), NoBootstrap,
            "unable to load TLS configuration from existing bootstrap client config read from /etc/kubernetes/kubelet.conf: tls: failed to find any PEM data in certificate input");
    });

    /// <summary>The link points to nothing at all.</summary>
    public override NodeScenario NearMiss() => Gone().With(s => s.CrashLoop(36, TimeSpan.FromMinutes(20), NoBootstrap,
        $"unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert {s.ClientCurrent} for default-auth due to open {s.ClientCurrent}: no such file or directory, unable to read client-key {s.ClientCurrent} for default-auth due to open {s.ClientCurrent}: no such file or directory]"));

    private static NodeScenario Gone()
    {
        var s = new NodeScenario { Client = null };
        s.HostFiles =
        [
            NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
            NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet.crt", "-rw-r--r--", s.Now.AddDays(-400)),
            NodeScenario.HostFile(s.ClientCurrent, "lrwxrwxrwx", s.Now.AddMinutes(-90), "/var/lib/kubelet/pki/kubelet-client-2026-06-15-10-30-00.pem"),
        ];
        return s.NodeLostSince(s.Now.AddMinutes(-85));
    }
}
