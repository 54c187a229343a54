using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Files;

public sealed class FilesFacesTests
{
    private const string NoBootstrap = "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory";

    [Fact]
    public void A_full_disk_and_a_certificate_in_memory_alone_is_a_failed_write()
    {
        var s = Due();
        s.Disk!["availableBytes"] = 0;
        s.AddCsr("csr-mem01", client: true, TimeSpan.FromMinutes(6), "Issued");
        s.KubeletLog.Add(s.Klog('I', TimeSpan.FromMinutes(6), "transport.go:147", "\"Certificate rotation detected, shutting down client connections to start using new credentials\""));

        var report = Judged.As(s.Diagnose(), "pki-write-failed", "client", Verdicts.Failing);
        Assert.Contains("in memory only", report.RootCause.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_the_log_missed_and_that_is_there_by_now_is_not_missing(bool there)
    {
        var s = new NodeScenario();
        s.Nodes.RemoveAt(0);
        s.KubeletLog.Clear();
        s.CrashLoop(20, TimeSpan.FromMinutes(2), "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            "unable to read existing bootstrap client config: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]");
        if (!there) (s.Client, s.HostFiles) = (null, [NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400))]);

        Assert.Equal(!there, s.Diagnose().RootCause.Id == "pki-file-missing");
    }

    [Fact]
    public void A_read_only_disk_before_the_rotation_is_a_risk()
    {
        var s = new NodeScenario();
        s.Disk!["readOnly"] = true;

        Judged.As(s.Diagnose(), "pki-write-failed", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_serving_pair_that_cannot_be_written_concerns_the_serving_certificate()
    {
        var s = new NodeScenario { Serving = null };
        s.AddCsr("csr-sv1", client: false, TimeSpan.FromSeconds(40), "Issued");
        s.PairCannotBeStored(36, TimeSpan.FromMinutes(40),
            "could not open \"/var/lib/kubelet/pki/kubelet-server-2026-06-15-11-59-20.pem\": open /var/lib/kubelet/pki/kubelet-server-2026-06-15-11-59-20.pem: no space left on device", KubeletLines.ServingSigner);

        var report = Judged.As(s.Diagnose(), "pki-write-failed", "serving", Verdicts.Failing);
        Assert.Contains("no space left on device", report.RootCause.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_that_failed_before_the_last_rotation_are_history()
    {
        foreach (var why in new[] { "permission denied", "no space left on device" })
        {
            var s = new NodeScenario();
            Rotated(s, TimeSpan.FromHours(10));
            s.LogRepeatedly(TimeSpan.FromHours(20), TimeSpan.FromHours(10.5), TimeSpan.FromMinutes(1), 'E', "certificate_manager.go:463",
                $"{KubeletLines.ClientSigner}: Unable to store the new cert/key pair: could not open \"/var/lib/kubelet/pki/kubelet-client-2026-06-15-01-00-00.pem\": open /var/lib/kubelet/pki/kubelet-client-2026-06-15-01-00-00.pem: {why}");

            Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
        }
    }

    [Fact]
    public void A_link_that_was_put_back_before_the_last_rotation_is_history()
    {
        var s = new NodeScenario();
        Rotated(s, TimeSpan.FromHours(10));
        s.LogRepeatedly(TimeSpan.FromHours(20), TimeSpan.FromHours(10.5), TimeSpan.FromMinutes(1), 'E', "certificate_manager.go:463",
            $"Unable to store the new cert/key pair: expected \"{s.ClientCurrent}\" to be a symlink but it is a file");

        Judged.As(s.Diagnose(), "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void A_regular_file_before_the_rotation_is_a_risk()
    {
        var s = new NodeScenario();
        s.HostFiles =
        [
            NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
            NodeScenario.HostFile(s.ClientCurrent, "-rw-------", s.Now.AddDays(-100)),
        ];

        Judged.As(s.Diagnose(), "pki-current-not-symlink", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_regular_serving_file_concerns_the_serving_certificate()
    {
        var s = new NodeScenario();
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15), s.Address);
        s.AddCsr("csr-sv1", client: false, TimeSpan.FromSeconds(40), "Issued");
        s.HostFiles =
        [
            NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
            NodeScenario.HostFile(s.ClientCurrent, "lrwxrwxrwx", s.Now.AddDays(-100), "/var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem"),
            NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem", "-rw-------", s.Now.AddDays(-100)),
            NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet-server-current.pem", "-rw-------", s.Now.AddDays(-350)),
        ];
        s.PairCannotBeStored(24, TimeSpan.FromHours(1), "expected \"/var/lib/kubelet/pki/kubelet-server-current.pem\" to be a symlink but it is a file", KubeletLines.ServingSigner);

        Judged.As(s.Diagnose(), "pki-current-not-symlink", "serving", Verdicts.Failing);
    }

    [Fact]
    public void A_key_of_another_pair_is_corrupt_although_the_certificate_can_be_read()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-12));
        s.CrashLoop(24, TimeSpan.FromMinutes(11), NoBootstrap,
            "unable to load TLS configuration from existing bootstrap client config read from /etc/kubernetes/kubelet.conf: tls: private key does not match public key");

        var report = Judged.As(s.Diagnose(), "pki-corrupt", "client", Verdicts.Failing);
        Assert.Equal(s.Now.AddMinutes(-11), report.RootCause.Since);
    }

    [Fact]
    public void A_file_cut_off_is_corrupt()
    {
        var s = new NodeScenario();
        var pem = s.Client!.PemWithRedactedKey;
        s.Client = null;
        s.Pki["kubelet-client-current.pem"] = pem[..200];
        s.HostFiles = [NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)), NodeScenario.HostFile(s.ClientCurrent, "-rw-------", s.Now.AddHours(-3))];
        s.NodeLostSince(s.Now.AddMinutes(-12));
        s.CrashLoop(20, TimeSpan.FromMinutes(11), NoBootstrap, "unable to load TLS certificates from existing bootstrap client config: data does not contain any valid RSA or ECDSA certificates");

        Judged.As(s.Diagnose(), "pki-corrupt", "client", Verdicts.Failing);
    }

    [Fact]
    public void An_intact_dated_file_is_the_way_out_of_a_corrupt_one()
    {
        var s = new NodeScenario();
        var good = s.Client!;
        s.Client = null;
        s.Pki["kubelet-client-current.pem"] = "";
        s.Pki["kubelet-client-2026-03-07-12-00-00.pem"] = good.PemWithRedactedKey;
        s.NodeLostSince(s.Now.AddMinutes(-12));
        s.CrashLoop(24, TimeSpan.FromMinutes(11), NoBootstrap,
            "unable to load TLS configuration from existing bootstrap client config read from /etc/kubernetes/kubelet.conf: tls: failed to find any PEM data in certificate input");

        var report = Judged.As(s.Diagnose(), "pki-corrupt", "client", Verdicts.Failing);
        Assert.Contains(report.Fix, f => f.Commands.Any(c => c.Contains("ln -sfn /var/lib/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_that_only_the_running_kubelet_still_has_is_a_risk()
    {
        var s = new NodeScenario { Client = null };
        s.HostFiles = [NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)), NodeScenario.HostFile("/var/lib/kubelet/pki/kubelet.crt", "-rw-r--r--", s.Now.AddDays(-400))];

        Judged.As(s.Diagnose(), "pki-file-missing", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_link_to_nothing_in_a_directory_of_its_own_is_a_missing_file()
    {
        const string current = "/data/kubelet/pki/kubelet-client-current.pem";
        var s = new NodeScenario { Client = null, Serving = null };
        s.Kubeconfig = s.KubeconfigWith(new() { ["client-certificate"] = current, ["client-key"] = current });
        s.Process!["commandLine"]!.AsArray().Add("--cert-dir=/data/kubelet/pki");
        s.HostFiles =
        [
            NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", s.Now.AddDays(-400)),
            NodeScenario.HostFile(current, "lrwxrwxrwx", s.Now.AddDays(-100), "/data/kubelet/pki/kubelet-client-2026-03-07-12-00-00.pem"),
        ];
        s.NodeLostSince(s.Now.AddMinutes(-12));
        s.CrashLoop(24, TimeSpan.FromMinutes(11), NoBootstrap);

        Judged.As(s.Diagnose(), "pki-file-missing", "client", Verdicts.Failing);
    }

    [Fact]
    public void A_kubelet_that_may_not_read_its_certificate_is_denied()
    {
        var s = new NodeScenario();
        s.NodeLostSince(s.Now.AddMinutes(-12));
        s.CrashLoop(24, TimeSpan.FromMinutes(11), NoBootstrap,
            $"unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert {s.ClientCurrent} for default-auth due to open {s.ClientCurrent}: permission denied, unable to read client-key {s.ClientCurrent} for default-auth due to open {s.ClientCurrent}: permission denied]");

        Judged.As(s.Diagnose(), "pki-permission-denied", "client", Verdicts.Failing);
    }

    [Fact]
    public void A_broken_serving_file_concerns_the_serving_certificate()
    {
        var s = new NodeScenario { Serving = null };
        s.Pki["kubelet-server-current.pem"] = "";
        s.CrashLoop(24, TimeSpan.FromMinutes(11),
            "failed to initialize kubelet client: could not convert data from \"/var/lib/kubelet/pki/kubelet-server-current.pem\" into cert/key pair: tls: failed to find any PEM data in certificate input");
        s.NodeLostSince(s.Now.AddMinutes(-12));

        Judged.As(s.Diagnose(), "pki-corrupt", "serving", Verdicts.Failing);
    }

    private static NodeScenario Due()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65));
        return s;
    }

    private static void Rotated(NodeScenario s, TimeSpan ago)
    {
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now - ago - TimeSpan.FromMinutes(5), s.Now.AddDays(364));
        s.KubeletLog.Add(s.Klog('I', ago - TimeSpan.FromSeconds(2), "transport.go:147", "\"Certificate rotation detected, shutting down client connections to start using new credentials\""));
    }
}
