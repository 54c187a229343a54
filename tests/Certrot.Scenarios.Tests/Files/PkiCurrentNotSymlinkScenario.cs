using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

internal sealed class PkiCurrentNotSymlinkScenario : CauseScenario
{
    public override string Cause => "pki-current-not-symlink";

    public override string NearMissIs => "pki-permission-denied";

    /// <summary>A backup was restored with a copy that followed the link. Kubelet 1.36.</summary>
    public override NodeScenario Build() => Thrown(s => $"expected \"{s.ClientCurrent}\" to be a symlink but it is a file").With(s => s.HostFiles =
    [
        NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
        NodeScenario.HostFile(s.ClientCurrent, "-rw-------", s.Now.AddDays(-200)),
    ]);

    /// <summary>The link is one, and the kubelet may not write beside it.</summary>
    public override NodeScenario NearMiss() => Thrown(_ =>
        "could not open \"/var/lib/kubelet/pki/kubelet-client-2026-06-15-11-59-20.pem\": open /var/lib/kubelet/pki/kubelet-client-2026-06-15-11-59-20.pem: permission denied");

    private static NodeScenario Thrown(Func<NodeScenario, string> error)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65));
        for (var i = 0; i < 20; i++) s.AddCsr($"csr-t{i:d2}vw", client: true, TimeSpan.FromSeconds(25 + (33 * i)), "Issued");
        return s.PairCannotBeStored(36, TimeSpan.FromHours(20), error(s));
    }
}
