using System.Text.Json;
using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Commands;

/// <summary>Credentials that cannot be had, nodes that lack programs, logins without rights: one clear line each, and the rest is used.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BadSurroundingsTests : IDisposable
{
    private const string Config = "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c, user: u} }]\nclusters: [{name: c, cluster: {server: \"https://10.0.0.1:6443\"}}]\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-bad-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_login_plugin_that_fails_costs_the_API_and_not_the_node()
    {
        Script("login", "echo 'session expired, log in again' >&2; exit 1");
        Script("ssh", "exec sh -s");
        Kubeconfig("exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: Never}");

        var result = Diagnose("--ssh-host", "node.example");

        Assert.Contains("without the API: the exec plugin", result.Error, StringComparison.Ordinal);
        Assert.Contains("ended with 1: session expired, log in again", result.Error, StringComparison.Ordinal);
        Assert.Contains("node read by ssh to node.example", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.ExitCode, 1, 3);
    }

    [Fact]
    public void Where_nothing_at_all_can_be_had_the_line_is_all_there_is()
    {
        Script("login", "exit 1");
        Kubeconfig("exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: Never}");

        var result = CertrotProgram.RunWith(null, Environment(), "diagnose", "worker-1", "--node-access", "none");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches("^certrot: the exec plugin .*login ended with 1[^\n]*\n$", result.Error);
    }

    [Fact]
    public void A_login_without_sudo_reads_what_it_may_and_says_so()
    {
        if (!System.Environment.IsPrivilegedProcess) Assert.Skip("becoming another user needs root");
        Script("sudo", "echo 'sudo: a password is required' >&2; exit 1");
        // As sshd does: the command in a shell of the user.
        Script("ssh", "for last; do :; done\nexec setpriv --reuid=65534 --regid=65534 --clear-groups sh -c \"$last\"");
        Kubeconfig("token: t");
        folder.UnixFileMode = (UnixFileMode)0b111_101_101;

        var result = Diagnose("--ssh-host", "node.example");

        Assert.Contains("was read without root: sudo asks for a password there", result.Error, StringComparison.Ordinal);
        Assert.Contains("node read by ssh to node.example", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_with_hardly_a_program_on_it_tells_what_it_has()
    {
        if (!System.Environment.IsPrivilegedProcess || !File.Exists("/bin/busybox")) Assert.Skip("a file system of its own needs root, and busybox-static");
        Bare();
        Put("root/etc/kubernetes/kubelet.conf", Config);
        Directory.CreateDirectory(In("root/var/lib/kubelet/pki"));

        var result = Diagnose("--ssh-host", "node.example");

        Assert.Contains("node read by ssh to node.example", result.Error, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(result.Output);
        var missing = report.RootElement.GetProperty("missing").EnumerateArray().ToLookup(m => m.GetProperty("what").GetString()!, m => m.GetProperty("why").GetString()!, StringComparer.Ordinal);
        Assert.Contains(missing["node/kubelet.log"], why => why.Contains("journalctl is not installed, and no log file was found", StringComparison.Ordinal));
        Assert.Empty(missing["node/kubelet.conf"]);
        // Without /proc busybox cannot tell.
        Assert.Equal(["df printed no file system"], missing["node/disk.json"]);
    }

    [Theory]
    [InlineData("kubeadm", "etc/kubernetes/kubelet.conf", "var/lib/kubelet/pki/kubelet-client-current.pem", "var/lib/kubelet/config.yaml")]
    [InlineData("OpenShift", "var/lib/kubelet/kubeconfig", "var/lib/kubelet/pki/kubelet-client-current.pem", "etc/kubernetes/kubelet.conf.d/none")]
    [InlineData("kops", "var/lib/kubelet/kubeconfig", "var/lib/kubelet/pki/kubelet-client-current.pem", "var/lib/kubelet/config.yaml")]
    [InlineData("k3s", "var/lib/rancher/k3s/agent/kubelet.kubeconfig", "var/lib/rancher/k3s/agent/client-kubelet.crt", "var/lib/rancher/k3s/agent/etc/kubelet.conf", "etc/rancher/k3s/config.yaml")]
    [InlineData("RKE2", "var/lib/rancher/rke2/agent/kubelet.kubeconfig", "var/lib/rancher/rke2/agent/client-kubelet.crt", "var/lib/rancher/rke2/agent/etc/kubelet.conf", "etc/rancher/rke2/config.yaml")]
    [InlineData("MicroK8s", "var/snap/microk8s/current/credentials/kubelet.config", "var/snap/microk8s/current/certs/kubelet.crt", "var/lib/kubelet/config.yaml", "var/snap/microk8s/current/args/kubelet")]
    public void Files_are_found_where_each_distribution_has_them(string distribution, string kubeconfig, string certificate, string configuration, string? mark = null)
    {
        if (!System.Environment.IsPrivilegedProcess || !File.Exists("/bin/busybox")) Assert.Skip("a file system of its own needs root, and busybox-static");
        Bare();
        Put("root/" + kubeconfig, $"{Config}users: [{"{name: u, user: {client-certificate: "}/{certificate}{"} }"}]\n");
        Put("root/" + configuration, "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n");
        if (mark is not null) Put("root/" + mark, "x: y\n");
        Put("root/" + certificate, CertificateForge.Authority(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).IssueKubeletClient("worker-1", DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(60)).Pem);

        var result = Diagnose("--ssh-host", "node.example");

        using var report = JsonDocument.Parse(result.Output);
        var missing = report.RootElement.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("what").GetString()!).ToList();
        Assert.DoesNotContain("node/kubelet.conf", missing);
        Assert.DoesNotContain("node/pki", missing);
        var source = report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("source").GetString();
        Assert.True(source == "node/pki/" + Path.GetFileName(certificate), $"{distribution}: {source}");
    }

    [Fact]
    [Trait("needs", "minutes")]
    public void A_node_that_never_comes_to_an_end_is_left_and_what_it_said_is_used()
    {
        Script("ssh", "read -r first; eval \"$first\"; printf '%s BEGIN node/kubelet.log\\nI0615 11:00:00.000000 1 server.go:1] said\\n' \"$MARK\"; exec sleep 300");
        Kubeconfig("token: t");

        var bundle = In("out");
        var result = CertrotProgram.RunWith(null, Environment(), ["collect", "worker-1", "-o", bundle + ".tgz", "--node-access", "ssh", "--ssh-host", "node.example", "--request-timeout", "2s"]);

        Assert.Contains("ssh to node.example failed: ssh did not finish within 60 s", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
        using var tar = new System.Formats.Tar.TarReader(new System.IO.Compression.GZipStream(File.OpenRead(bundle + ".tgz"), System.IO.Compression.CompressionMode.Decompress));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry) names.Add(entry.Name);
        Assert.Contains(names, n => n.EndsWith("node/kubelet.log", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exit 255", "before the script was done")]
    [InlineData("echo 'Welcome to Ubuntu'; cat > /dev/null; exit 0", "before the script was done")]
    [InlineData("echo 'Permission denied (publickey).' >&2; exit 255", "Permission denied (publickey).")]
    public void A_login_that_ends_early_is_told(string body, string message)
    {
        Script("ssh", body);
        Kubeconfig("token: t");

        var result = Diagnose("--ssh-host", "node.example");

        Assert.Contains("ssh to node.example failed: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_context_is_told_with_a_near_one()
    {
        Kubeconfig("token: t");

        var result = CertrotProgram.RunWith(null, Environment(), "diagnose", "worker-1", "--context", "porduction");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches("^certrot: [^\n]*porduction[^\n]*production[^\n]*\n$", result.Error);
    }

    private ProgramResult Diagnose(params string[] more) =>
        CertrotProgram.RunWith(null, Environment(), ["diagnose", "worker-1", "-o", "json", "--node-access", "ssh", "--request-timeout", "2s", .. more]);

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{folder.FullName}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["KUBECONFIG"] = In("kubeconfig"),
    };

    private void Kubeconfig(string user) => File.WriteAllText(In("kubeconfig"), $$"""
        apiVersion: v1
        kind: Config
        current-context: production
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
        contexts: [{name: production, context: {cluster: c, user: u} }]
        users: [{name: u, user: { {{user}} } }]
        """);

    private void Script(string name, string body)
    {
        File.WriteAllText(In(name), $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(In(name), (UnixFileMode)0b111_101_101);
    }

    /// <summary>A file system with busybox alone, which the login leads into: neither journalctl nor openssl nor systemctl nor bash.</summary>
    private void Bare()
    {
        string[] applets = ["sh", "sed", "grep", "tr", "id", "uname", "date", "find", "stat", "df", "sort", "head", "tail", "dirname", "readlink", "cat"];
        Directory.CreateDirectory(In("root/bin"));
        File.Copy("/bin/busybox", In("root/bin/busybox"));
        foreach (var applet in applets) File.CreateSymbolicLink(In($"root/bin/{applet}"), "busybox");
        Directory.CreateDirectory(In("root/proc"));
        Script("ssh", $"exec chroot {In("root")} /bin/sh -s");
        Kubeconfig("token: t");
    }

    private void Put(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), content);
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}
