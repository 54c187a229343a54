using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class SignerDurationTooShortScenario : CauseScenario
{
    public override string Cause => "signer-duration-too-short";

    public override string NearMissIs => "client-expired-node-offline";

    /// <summary>Certificates of eight hours, and a node that is switched off every night.</summary>
    public override NodeScenario Build() => Away(TimeSpan.FromHours(14), TimeSpan.FromHours(8), "8h0m0s");

    /// <summary>Certificates of a year, and a node that was away for two months: no duration would be long enough.</summary>
    public override NodeScenario NearMiss() => Away(TimeSpan.FromDays(60), TimeSpan.FromDays(365), "8760h0m0s");

    private static NodeScenario Away(TimeSpan off, TimeSpan lifetime, string flag)
    {
        var s = new NodeScenario();
        s.ControllerManagerFlags.Add($"--cluster-signing-duration={flag}");
        var end = s.Now.AddHours(-9);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end - lifetime, end);
        s.Serving = null;
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.NodeLostSince(s.Now - off);
        s.KubeletLog.Clear();
        s.KubeletLog.AddRange(s.StartLines(off + TimeSpan.FromHours(5)));
        s.KubeletLog.Add(s.Klog('I', off, "dynamic_cafile_content.go:223", "\"Shutting down controller\" name=\"client-ca-bundle::/etc/kubernetes/pki/ca.crt\""));
        return s.CrashLoop(24, TimeSpan.FromMinutes(5), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            $"part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)} +0000 UTC");
    }
}
