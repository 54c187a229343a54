using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Commands;

/// <summary>Commands around approval where they need no cluster: tests of policies, and mistakes that must stop everything before it begins.</summary>
public sealed class ApprovalCommandTests : IDisposable
{
    private const string Policy = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: prod\n";

    private const string Tests = """
        now: 2026-11-23T12:00:00Z
        nodes: [{metadata: {name: worker-1}, status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}}]
        tests:
        - {name: own names, csr: csr.json, expect: approve}

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-policy-");

    public ApprovalCommandTests()
    {
        Put("policy.yaml", Policy);
        Put("tests/csr.json", CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11")).Build().ToJsonString());
        Put("tests/names.test.yaml", Tests);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Tests_that_pass_are_counted()
    {
        var result = CertrotProgram.Run("policy", "test", In("policy.yaml"), In("tests"));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches("^prod@[0-9a-f]{12}: 1 passed, 0 failed\n$", result.Output);
    }

    [Fact]
    public void With_verbose_each_says_why()
    {
        var result = CertrotProgram.Run("policy", "test", "-v", In("policy.yaml"), In("tests/names.test.yaml"));

        Assert.StartsWith("ok    own names: approve, all: worker-1 (Node status), 10.0.0.11 (Node status)\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_fails_is_told_with_its_place()
    {
        Put("tests/names.test.yaml", Tests + "- {name: too much, csr: csr.json, expect: refuse}\n");

        var result = CertrotProgram.Run("policy", "test", In("policy.yaml"), In("tests"));

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"FAIL  {In("tests/names.test.yaml")}:5: too much: expected refuse, found approve, all: ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(": 1 passed, 1 failed\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_file_that_is_not_there_is_a_failure()
    {
        var result = CertrotProgram.Run("policy", "test", In("policy.yaml"), In("none.test.yaml"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none.test.yaml:1: the file: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_alone_is_checked() => Assert.Matches("^prod@[0-9a-f]{12} is valid\n$", CertrotProgram.Run("policy", "test", In("policy.yaml")).Output);

    [Fact]
    public void Mistakes_in_a_policy_are_told_with_file_and_line()
    {
        Put("policy.yaml", Policy + "limits: {perNode: 0}\nserving: {sauces: [x]}\n");

        var result = CertrotProgram.Run("policy", "test", In("policy.yaml"), In("tests"));

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Equal($"""
            certrot: the policy is not valid:
              {In("policy.yaml")}:4: limits.perNode must be a whole number from 1 to 10000
              {In("policy.yaml")}:5: serving.sauces is unknown: enabled, sources, dnsNames, networks, maxNames, caFile

            """, result.Error);
    }

    [Fact]
    public void A_folder_without_tests_is_a_mistake()
    {
        Directory.CreateDirectory(In("empty"));

        var result = CertrotProgram.Run("policy", "test", In("policy.yaml"), In("empty"));

        Assert.Equal((64, $"certrot: there is no file *.test.yaml in {In("empty")}.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("approver")]
    [InlineData("csr", "list")]
    [InlineData("csr", "explain", "csr-1")]
    [InlineData("csr", "approve", "csr-1", "--yes")]
    public void A_policy_that_is_not_valid_stops_everything(params string[] command)
    {
        Put("policy.yaml", Policy + "serving: {sauces: [x]}\n");
        Kubeconfig();

        var result = CertrotProgram.Run([.. command, "--policy", In("policy.yaml"), "--kubeconfig", In("kubeconfig"), .. command[0] == "approver" ? new[] { "--audit-log", In("audit.log") } : []]);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Equal($"certrot: the policy is not valid, and nothing is approved:\n  {In("policy.yaml")}:4: serving.sauces is unknown: enabled, sources, dnsNames, networks, maxNames, caFile\n", result.Error);
        Assert.False(File.Exists(In("audit.log")));
    }

    [Fact]
    public void The_approver_wants_a_policy()
    {
        var result = CertrotProgram.Run("approver");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--policy", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_approves_says_what()
    {
        Kubeconfig();
        foreach (var arguments in new string[][] { [], ["csr-1", "--all-allowed"] })
        {
            var result = CertrotProgram.Run(["csr", "approve", "--kubeconfig", In("kubeconfig"), .. arguments]);

            Assert.Equal((64, "certrot: name CSRs, or --all-allowed for every pending one that the policy lets pass.\n"), (result.ExitCode, result.Error));
        }
    }

    [Theory]
    [InlineData("--listen", "8751", "--listen 8751 is no address and port: write 127.0.0.1:8751, :8751, [::1]:8751 or off.")]
    [InlineData("--listen", "localhost:8751", "--listen localhost:8751 is no address and port")]
    [InlineData("--listen", "[::1]", "--listen [::1] is no address and port")]
    [InlineData("--listen", "127.0.0.1:99999", "--listen 127.0.0.1:99999 is no address and port")]
    [InlineData("--listen", "127.0.0.1", "--listen 127.0.0.1 is no address and port")]
    [InlineData("--listen", "::1", "--listen ::1 is no address and port")]
    [InlineData("--lease", "certrot", "--lease certrot is no namespace and name: write kube-system/certrot-approver.")]
    [InlineData("--lease", "a/b/c", "--lease a/b/c is no namespace and name")]
    [InlineData("--lease", "/b", "--lease /b is no namespace and name")]
    [InlineData("--lease", "kube-system/UPPER", "--lease kube-system/UPPER is no namespace and name")]
    public void Mistakes_in_options_of_the_approver_are_told_before_it_starts(string option, string value, string message)
    {
        Kubeconfig();

        var result = CertrotProgram.Run("approver", "--policy", In("policy.yaml"), "--kubeconfig", In("kubeconfig"), option, value);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("certrot: " + message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("table")]
    [InlineData("yaml")]
    public void Formats_are_those_of_the_command(string format)
    {
        var list = CertrotProgram.Run("csr", "list", "-o", format);
        var explain = CertrotProgram.Run("csr", "explain", "x", "-o", format);

        Assert.Equal((format != "table", format != "text"), (list.Error.Contains($"'{format}'", StringComparison.Ordinal), explain.Error.Contains($"'{format}'", StringComparison.Ordinal)));
    }

    private string In(string name) => Path.Combine(folder.FullName, name);

    // Nobody listens there.
    private void Kubeconfig() =>
        Put("kubeconfig", "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c, user: u} }]\nclusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\nusers: [{name: u, user: {token: t}}]\n");

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }
}
