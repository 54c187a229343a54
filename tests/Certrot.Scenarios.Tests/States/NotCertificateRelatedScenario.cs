using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.States;

internal sealed class NotCertificateRelatedScenario : CauseScenario
{
    public override string Cause => "not-certificate-related";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>No network plug-in: the kubelet says so itself, every ten seconds, with a certificate that works.</summary>
    public override NodeScenario Build() => NoNetwork().With(s => s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: false));

    /// <summary>The same lines in the log, and nobody hears them: Ready is Unknown since the certificate ended.</summary>
    public override NodeScenario NearMiss() => NoNetwork().With(s =>
    {
        var end = s.Now.AddMinutes(-3);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);
        s.CallsAreForbidden(36, TimeSpan.FromMinutes(3), "system:anonymous");
        s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(3), "Unauthorized");
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(3), "certificate_manager.go:356", $"\"Current certificate is expired\" logger=\"{KubeletLines.ClientSigner}\""));
    });

    private static NodeScenario NoNetwork()
    {
        var s = new NodeScenario();
        return s.LogRepeatedly(TimeSpan.FromHours(2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 'E', "kubelet.go:3117",
            "\"Container runtime network not ready\" networkReady=\"NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized\"");
    }
}
