using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Bootstrap;

internal sealed class NeverBootstrappedScenario : CauseScenario
{
    public override string Cause => "never-bootstrapped";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.Healthy;

    public override string NearMissIs => "pki-file-missing";

    /// <summary>The package is installed and kubeadm join has not run: the kubelet restarts every few seconds. Kubelet 1.36.</summary>
    public override NodeScenario Build() => Installed(joined: false);

    /// <summary>A joined node whose certificate directory was emptied: its kubeconfig is there.</summary>
    public override NodeScenario NearMiss() => Installed(joined: true);

    private static NodeScenario Installed(bool joined)
    {
        var s = new NodeScenario().Joining();
        s.BootstrapKubeconfig = null;
        s.KubeletLog.Clear();
        if (!joined)
        {
            s.Without("node/kubelet.conf").Without("node/ca.crt");
            s.HostFiles = [NodeScenario.HostFile("/etc/kubernetes/manifests", "drwxr-xr-x", s.Now.AddDays(-1))];
            return s.CrashLoop(36, TimeSpan.FromMinutes(4), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory");
        }

        s.Nodes.Insert(0, s.NodeObject(s.Node, s.Address, ready: null, s.Now.AddMinutes(-5)));
        return s.CrashLoop(36, TimeSpan.FromMinutes(4), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            $"unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert {s.ClientCurrent} for u due to open {s.ClientCurrent}: no such file or directory]");
    }
}
