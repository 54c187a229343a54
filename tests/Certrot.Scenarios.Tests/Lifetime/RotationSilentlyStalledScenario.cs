using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Lifetime;

internal sealed class RotationSilentlyStalledScenario : CauseScenario
{
    public override string Cause => "rotation-silently-stalled";

    public override string NearMissIs => "healthy";

    /// <summary>Past 90 percent of its year, and neither a CSR nor a line of the certificate manager; the counter of errors is zero.</summary>
    public override NodeScenario Build() => AtAge(345);

    /// <summary>Within the window the kubelet may still be waiting for its moment.</summary>
    public override NodeScenario NearMiss() => AtAge(290);

    private static NodeScenario AtAge(int days)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-days), s.Now.AddDays(365 - days));
        s.Metrics = "kubelet_certificate_manager_client_expiration_renew_errors 0\n";
        return s;
    }
}
