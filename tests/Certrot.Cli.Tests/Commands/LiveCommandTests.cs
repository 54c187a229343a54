using System.Diagnostics;
using Certrot.Cli.Tests.Program;

namespace Certrot.Cli.Tests.Commands;

/// <summary>What the live commands say before they reach a cluster; what they do there is tested on a real one.</summary>
public sealed class LiveCommandTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("certrot-home-");

    private Dictionary<string, string> Environment => new() { ["HOME"] = home.FullName, ["KUBECONFIG"] = "", ["KUBERNETES_SERVICE_HOST"] = "" };

    public void Dispose() => home.Delete(recursive: true);

    [Theory]
    [InlineData("diagnose")]
    [InlineData("collect")]
    [InlineData("check")]
    public void A_command_without_a_node_says_what_to_name(string command)
    {
        var result = CertrotProgram.RunWith(null, Environment, command);

        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("certrot: name a node, or --local on the node itself", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("diagnose", "worker-1", "--bundle", "x.tgz")]
    [InlineData("diagnose", "--local", "--bundle", "x.tgz")]
    [InlineData("check", "worker-1", "--local")]
    public void Two_sources_at_once_are_refused(params string[] arguments) => Assert.Equal(64, CertrotProgram.RunWith(null, Environment, arguments).ExitCode);

    [Fact]
    public void Without_a_kubeconfig_one_line_says_where_it_was_looked_for()
    {
        var result = CertrotProgram.RunWith(null, Environment, "diagnose", "worker-1");

        Assert.Equal(65, result.ExitCode);
        Assert.Equal($"certrot: there is no kubeconfig: {home.FullName}/.kube/config does not exist, and this is no pod. Name one with --kubeconfig or KUBECONFIG, or --server.\n", result.Error);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_evidence_and_no_crash()
    {
        File.WriteAllText(Path.Combine(home.FullName, "x.conf"), "current-context: x\ncontexts: [{name: x, context: {cluster: x}}]\nclusters: [{name: x, cluster: {server: 'https://127.0.0.1:1'}}]\n");

        var result = CertrotProgram.RunWith(null, Environment, "diagnose", "worker-1", "--kubeconfig", Path.Combine(home.FullName, "x.conf"), "--node-access", "none", "-o", "json");

        Assert.Contains("dial tcp 127.0.0.1:1: connect: connection refused", result.Output, StringComparison.Ordinal);
        Assert.Contains(result.ExitCode, new[] { 1, 3 });
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'Welcome to node 7!'; echo; exec sh -s", "node read by ssh to worker-1")]
    [InlineData("sh -s 2>/dev/null | head -c 200", "ssh to worker-1 failed: ssh ended with 0 before the script was done")]
    [InlineData("cat > /dev/null; echo 'kex_exchange_identification: Connection closed by remote host' >&2; exit 255", "ssh to worker-1 failed: kex_exchange_identification: Connection closed by remote host")]
    [InlineData("exit 1", "ssh to worker-1 failed: ssh ended with 1 before the script was done")]
    [InlineData("head -c 3000000 /dev/urandom", "ssh to worker-1 failed: ssh ended with 0 before the script was done")]
    public void Whatever_ssh_does_is_told_in_one_line_and_the_rest_is_used(string ssh, string note)
    {
        var program = Path.Combine(home.FullName, "ssh");
        // ssh -G tells which host is meant.
        File.WriteAllText(program, $"#!/bin/sh\ncase $1 in -G) echo hostname other; exit;; esac\n{ssh}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(home.FullName, "x.conf"), "current-context: x\ncontexts: [{name: x, context: {cluster: x}}]\nclusters: [{name: x, cluster: {server: 'https://127.0.0.1:1'}}]\n");
        var environment = Environment;
        environment["PATH"] = $"{home.FullName}:{System.Environment.GetEnvironmentVariable("PATH")}";
        var bundle = Path.Combine(home.FullName, "x.tgz");

        var result = CertrotProgram.RunWith(null, environment, "collect", "worker-1", "--kubeconfig", Path.Combine(home.FullName, "x.conf"), "--node-access", "ssh", "-o", bundle);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.Error.Split('\n'), line => line == $"certrot: {note}");
        Assert.True(new FileInfo(bundle).Length > 100);
        Assert.NotEqual(65, CertrotProgram.Run("diagnose", "--bundle", bundle).ExitCode);
    }

    [Theory]
    [InlineData("5x")]
    [InlineData("-1s")]
    [InlineData("99999999h")]
    public void A_timeout_that_is_no_time_is_refused(string time)
    {
        var result = CertrotProgram.RunWith(null, Environment, "diagnose", "worker-1", $"--request-timeout={time}");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("is no time", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user:jane", "kind: User\n  name: \"jane\"")]
    [InlineData("group:ops", "kind: Group\n  name: \"ops\"")]
    [InlineData("serviceaccount:ops/bot", "kind: ServiceAccount\n  name: \"bot\"\n  namespace: \"ops\"")]
    public void Rights_are_bound_to_a_subject(string subject, string expected)
    {
        var result = CertrotProgram.Run("rbac", "check", "--for", subject);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Contains("name: certrot-check", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_that_is_none_is_refused() => Assert.Equal(64, CertrotProgram.Run("rbac", "--for", "jane").ExitCode);

    [Theory]
    [InlineData("diagnose", "certrot diagnose worker-1")]
    [InlineData("collect", "certrot collect worker-1 -o worker-1.tgz")]
    [InlineData("check", "certrot check worker-1")]
    [InlineData("rbac", "certrot rbac | kubectl apply -f -")]
    [InlineData("completion", "source <(certrot completion bash)")]
    public void Help_ends_with_examples(string command, string example) => Assert.Contains($"Examples:\n  {example}", CertrotProgram.Run(command, "--help").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("certrot dia", "diagnose")]
    [InlineData("certrot explain kcm", "kcm-down")]
    [InlineData("certrot diagnose --node-acc", "--node-access")]
    [InlineData("certrot diagnose --node-access ss", "ssh")]
    public async Task Bash_completes_by_asking_the_program(string line, string expected)
    {
        var words = line.Split(' ');
        var script = $$"""
            PATH={{AppContext.BaseDirectory}}:$PATH
            source <(certrot completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD={{words.Length - 1}}
            COMP_WORDS=({{string.Join(' ', words)}})
            _certrot
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;

        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains(expected, output.Split('\n'));
    }
}
