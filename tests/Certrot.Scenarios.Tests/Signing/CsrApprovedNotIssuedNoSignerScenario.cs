using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class CsrApprovedNotIssuedNoSignerScenario : CauseScenario
{
    public override string Cause => "csr-approved-not-issued-no-signer";

    public override string NearMissIs => "signer-ca-expired";

    /// <summary>kube-controller-manager of 1.24 without the signing flags: it says so once, at its start.</summary>
    public override NodeScenario Build() => Stuck().With(s =>
    {
        s.ControllerManagerFlags.RemoveAll(f => f.StartsWith("--cluster-signing-", StringComparison.Ordinal));
        s.ControllerManagerLog.Add(s.Klog('I', TimeSpan.FromDays(2), "certificates.go:47", "skipping CSR signer controller because no csr cert/key was specified"));
        s.ControllerManagerLog.Add(s.Klog('W', TimeSpan.FromDays(2), "controllermanager.go:586", "Skipping \"csrsigning\""));
    });

    /// <summary>The same CSR, and a signer that runs and cannot sign.</summary>
    public override NodeScenario NearMiss() => Stuck().With(s =>
    {
        var ended = s.Now.AddHours(-3).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        for (var ago = TimeSpan.FromMinutes(10); ago > TimeSpan.Zero; ago /= 2)
            s.ControllerManagerLog.Add(s.Klog('E', ago, "certificate_controller.go:149", $"Sync csr-7hk2p failed with : error auto signing csr: the signer has expired: NotAfter={ended} +0000 UTC"));
    });

    private static NodeScenario Stuck()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-7hk2p", client: true, TimeSpan.FromMinutes(11), "Approved");
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(11), "csr.go:262", "certificate signing request csr-7hk2p is approved, waiting to be issued"));
        return s;
    }
}
