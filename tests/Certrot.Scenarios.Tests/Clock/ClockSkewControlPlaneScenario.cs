using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Clock;

internal sealed class ClockSkewControlPlaneScenario : CauseScenario
{
    public override string Cause => "clock-skew-control-plane";

    public override string NearMissIs => "clock-skew-node";

    /// <summary>The signer's host was two hours ahead when it signed: the API server refuses the new certificate until then. Kubelet 1.36.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(100), s.Now.AddDays(365).AddHours(2));
        s.NodeLostSince(s.Now.AddMinutes(-15));
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(15), "transport.go:147", "\"Certificate rotation detected, shutting down client connections to start using new credentials\""));
        s.CallsAreAnswered(36, TimeSpan.FromMinutes(14), "Unauthorized");
        s.ApiServerLog.Add(s.Klog('E', TimeSpan.FromSeconds(4), "authentication.go:75",
            $"\"Unable to authenticate the request\" err=\"[verifying certificate SN=5518, SKID=FF:3B:6B, AKID=BF:26:30 failed: x509: certificate has expired or is not yet valid: current time 2026-06-15T11:59:56Z is before 2026-06-15T13:40:00Z, invalid bearer token]\""));
        return s;
    }

    /// <summary>The certificate is valid by the right time, and the node is two hours behind: it is the kubelet that calls the API server's new certificate not valid yet.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        var behind = TimeSpan.FromHours(2);
        s.Clock = new() { ["nodeTime"] = NodeScenario.Text(s.Now - behind), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };
        s.NodeLostSince(s.Now.AddMinutes(-15));
        return s.CallsFail(36, TimeSpan.FromMinutes(14) + behind,
            "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-06-15T09:59:56Z is before 2026-06-15T11:30:00Z", TimeSpan.FromSeconds(2) + behind);
    }
}
