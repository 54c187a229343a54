using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

internal sealed class PkiWriteFailedScenario : CauseScenario
{
    private const string File = "/var/lib/kubelet/pki/kubelet-client-2026-06-15-11-59-20.pem";

    public override string Cause => "pki-write-failed";

    public override string NearMissIs => "pki-permission-denied";

    /// <summary>The disk of /var/lib/kubelet is full. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Thrown("no space left on device").With(s => s.Disk!["availableBytes"] = 0);

    public override NodeScenario NearMiss() => Thrown("permission denied");

    private static NodeScenario Thrown(string why)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65));
        for (var i = 0; i < 20; i++) s.AddCsr($"csr-t{i:d2}vw", client: true, TimeSpan.FromSeconds(25 + (33 * i)), "Issued");
        return s.PairCannotBeStored(24, TimeSpan.FromHours(3), $"could not open \"{File}\": open {File}: {why}");
    }
}
