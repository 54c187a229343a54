using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

internal sealed class PkiPermissionDeniedScenario : CauseScenario
{
    private const string File = "/var/lib/kubelet/pki/kubelet-client-2026-06-15-11-59-20.pem";

    public override string Cause => "pki-permission-denied";

    public override string NearMissIs => "pki-write-failed";

    /// <summary>chattr +i on the certificate directory. Kubelet 1.20.</summary>
    public override NodeScenario Build() => Thrown("operation not permitted");

    public override NodeScenario NearMiss() => Thrown("read-only file system");

    private static NodeScenario Thrown(string why)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65));
        for (var i = 0; i < 20; i++) s.AddCsr($"csr-t{i:d2}vw", client: true, TimeSpan.FromSeconds(25 + (33 * i)), "Issued");
        return s.PairCannotBeStored(20, TimeSpan.FromHours(3), $"could not open \"{File}\": open {File}: {why}");
    }
}
