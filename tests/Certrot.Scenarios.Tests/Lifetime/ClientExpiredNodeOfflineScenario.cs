using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class ClientExpiredNodeOfflineScenario : CauseScenario
{
    public override string Cause => "client-expired-node-offline";

    public override string NearMissIs => "client-expired-no-bootstrap";

    /// <summary>Shelved for two months: the last heartbeat is before the rotation window closed, the start after the end. Kubelet 1.33.</summary>
    public override NodeScenario Build() => PoweredOn(TimeSpan.FromDays(60));

    /// <summary>It was up until after its window had closed, so no downtime explains the missed rotation.</summary>
    public override NodeScenario NearMiss() => PoweredOn(TimeSpan.FromDays(10.5));

    private static NodeScenario PoweredOn(TimeSpan silent)
    {
        var s = new NodeScenario().Expired(TimeSpan.FromDays(10)).NodeLostSince(new NodeScenario().Now - silent);
        s.KubeletLog.Clear();
        return s.CrashLoop(36, TimeSpan.FromMinutes(5), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            $"part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: {s.Client!.Parsed.NotAfter:yyyy-MM-dd HH:mm:ss} +0000 UTC");
    }
}
