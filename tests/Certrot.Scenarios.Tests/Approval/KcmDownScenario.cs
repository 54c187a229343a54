using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class KcmDownScenario : CauseScenario
{
    public override string Cause => "kcm-down";

    public override string NearMissIs => "csr-approver-controller-disabled";

    /// <summary>controller-manager.conf expired: kube-controller-manager crashes and its lease is hours old.</summary>
    public override NodeScenario Build() => new NodeScenario().Renewing().LeaderGoneSince(TimeSpan.FromHours(2)).With(s => s.ControllerManagerWaiting = "CrashLoopBackOff");

    /// <summary>It leads, without its approving controller.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().Renewing().With(s => s.ControllerManagerFlags[1] = "--controllers=*,-certificatesigningrequest-approving-controller");
}
