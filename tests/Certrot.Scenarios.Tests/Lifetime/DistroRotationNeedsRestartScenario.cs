using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class DistroRotationNeedsRestartScenario : CauseScenario
{
    public override string Cause => "distro-rotation-needs-restart";

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>A k3s agent that ran for longer than its certificates live.</summary>
    public override NodeScenario Build() => Agent("k3s");

    /// <summary>The same end on a kubeadm node, which rotates by CSR.</summary>
    public override NodeScenario NearMiss() => Agent(null);

    private static NodeScenario Agent(string? distribution)
    {
        var s = new NodeScenario().Expired(TimeSpan.FromHours(5));
        if (distribution is null)
        {
            s.KubeletLog.Add(s.Klog('E', TimeSpan.FromHours(4), "transport.go:133", "\"No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials.\""));
            return s;
        }

        var agent = $"/var/lib/rancher/{distribution}/agent";
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate"] = $"{agent}/client-kubelet.crt", ["client-key"] = $"{agent}/client-kubelet.key" });
        s.Pki["client-kubelet.crt"] = s.Client!.Pem;
        s.Client = null;
        s.Serving = null;
        s.HostFiles = [NodeScenario.HostFile($"{agent}/client-kubelet.crt", "-rw-r--r--", s.Now.AddDays(-365))];
        s.KubeletConfiguration.Remove("rotateCertificates");
        s.KubeletConfiguration.Remove("serverTLSBootstrap");
        s.KubeletLog.Clear();
        for (var ago = 60; ago > 0; ago -= 5)
            s.KubeletLog.Add($"time=\"{NodeScenario.Text(s.Now.AddMinutes(-ago))}\" level=error msg=\"failed to get CA certs: Get https://127.0.0.1:6444/cacerts: the server has asked for the client to provide credentials\"");
        return s;
    }
}
