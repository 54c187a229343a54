using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class ServingSanChurnScenario : CauseScenario
{
    public override string Cause => "serving-san-churn";

    public override string? Certificate => "serving";

    public override string Verdict => Verdicts.AtRisk;

    public override string NearMissIs => "signer-duration-too-short";

    /// <summary>A virtual address comes and goes; an approver issues each time. The cleaner leaves the CSRs of the last hour alone. Kubelet 1.24.</summary>
    public override NodeScenario Build()
    {
        var s = EveryTwoHours(new NodeScenario());
        s.LogRepeatedly(TimeSpan.FromHours(23), TimeSpan.FromMinutes(20), TimeSpan.FromHours(4), 'I', "certificate_manager.go:270",
            $"{KubeletLines.ServingSigner}: Current certificate is missing requested IP addresses [10.0.0.100]");
        s.LogRepeatedly(TimeSpan.FromHours(23), TimeSpan.FromMinutes(20), TimeSpan.FromHours(4), 'I', "certificate_manager.go:322",
            $"{KubeletLines.ServingSigner}: Certificate template changed, rotating");
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddMinutes(-65), s.Now.AddDays(365), s.Address);
        s.AddCsr("csr-6wqp2", client: false, TimeSpan.FromMinutes(60), "Issued", issued: s.Serving, reason: "AutoApproved");
        return s;
    }

    /// <summary>As many files, because each certificate lives three hours: it is its end that asks for the next one.</summary>
    public override NodeScenario NearMiss()
    {
        var s = EveryTwoHours(new NodeScenario());
        s.ControllerManagerFlags.Add("--cluster-signing-duration=3h");
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddMinutes(-65), s.Now.AddMinutes(115), s.Address);
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-65), s.Now.AddMinutes(115));
        s.AddCsr("csr-6wqp2", client: false, TimeSpan.FromMinutes(60), "Issued", issued: s.Serving, reason: "AutoApproved");
        s.AddCsr("csr-x80rt", client: true, TimeSpan.FromMinutes(60), "Issued", issued: s.Client);
        return s;
    }

    private static NodeScenario EveryTwoHours(NodeScenario s)
    {
        s.HostFiles =
        [
            NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
            NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet-client-2026-06-15-10-59-59.pem", "-rw-------", s.Now.AddMinutes(-60)),
            NodeScenario.HostFile(s.ClientCurrent, "lrwxrwxrwx", s.Now.AddMinutes(-60), "/var/lib/kubelet/pki/kubelet-client-2026-06-15-10-59-59.pem"),
        ];
        for (var i = 11; i >= 0; i--)
        {
            var time = s.Now.AddMinutes(-60).AddHours(-2 * i);
            s.HostFiles.Add(NodeScenario.HostFile($"/var/lib/kubelet/pki/kubelet-server-{time.UtcDateTime:yyyy-MM-dd-HH-mm-ss}.pem", "-rw-------", time));
        }

        s.HostFiles.Add(NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet-server-current.pem", "lrwxrwxrwx", s.Now.AddMinutes(-60), "/var/lib/kubelet/pki/kubelet-server-2026-06-15-11-00-00.pem"));
        return s;
    }
}
