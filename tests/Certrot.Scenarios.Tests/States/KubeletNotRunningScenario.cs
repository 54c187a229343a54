using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.States;

internal sealed class KubeletNotRunningScenario : CauseScenario
{
    public override string Cause => "kubelet-not-running";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "client-expired-no-bootstrap";

    /// <summary>Swap came back with a reboot: kubelet 1.24 ends at each start, with its certificate in date.</summary>
    public override NodeScenario Build() => Lost().CrashLoop(24, TimeSpan.FromMinutes(30), "running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/sda3 partition 2097148 0 -2]");

    /// <summary>Ends at each start as well, because of its certificate.</summary>
    public override NodeScenario NearMiss() => Lost().With(s => s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365), s.Now.AddMinutes(-40)))
        .CrashLoop(24, TimeSpan.FromMinutes(30), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            "part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2026-06-15 11:20:00 +0000 UTC");

    private static NodeScenario Lost()
    {
        var s = new NodeScenario();
        return s.NodeLostSince(s.Now.AddMinutes(-31));
    }
}
