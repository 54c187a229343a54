using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class OpenshiftRecoveryCsrPendingScenario : CauseScenario
{
    public override string Cause => "openshift-recovery-csr-pending";

    public override string NearMissIs => "client-expired-kubelet-running";

    /// <summary>The cluster was off past the end of its first certificates; the recovery CSRs wait for a person.</summary>
    public override NodeScenario Build() => AfterShutdown("Pending");

    /// <summary>They were approved and issued: nothing waits.</summary>
    public override NodeScenario NearMiss() => AfterShutdown("Issued");

    private static NodeScenario AfterShutdown(string state)
    {
        var s = new NodeScenario().Expired(TimeSpan.FromHours(5)).RecoveryCsr(state);
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromHours(4), "transport.go:133", "\"No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials.\""));
        return s;
    }
}
