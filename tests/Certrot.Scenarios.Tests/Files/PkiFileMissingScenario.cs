using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

internal sealed class PkiFileMissingScenario : CauseScenario
{
    public override string Cause => "pki-file-missing";

    public override string NearMissIs => "client-expired-no-bootstrap";

    /// <summary>A clean-up took the whole certificate directory. Kubelet 1.20 says nothing but that there is no bootstrap kubeconfig.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario { Client = null, Serving = null };
        s.HostFiles = [NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)), NodeScenario.HostFile("/etc/kubernetes/pki/ca.crt", "-rw-r--r--", s.Now.AddDays(-400))];
        return Ended(s);
    }

    /// <summary>The same last words, and the file is there and past its end.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-365), s.Now.AddHours(-1));
        return Ended(s, "part of the existing bootstrap client certificate is expired: 2026-06-15 11:00:00 +0000 UTC");
    }

    private static NodeScenario Ended(NodeScenario s, params string[] before) =>
        s.NodeLostSince(s.Now.AddMinutes(-30)).CrashLoop(20, TimeSpan.FromMinutes(29), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory", before);
}
