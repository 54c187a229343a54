using Certrot.Causes;
using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Commands;

public sealed class OtherCommandTests
{
    [Fact]
    public void The_demo_needs_nothing_and_succeeds()
    {
        var result = CertrotProgram.Run("demo");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("client-csr-autoapprove-rbac-missing", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_is_the_recorded_scenario()
    {
        var demo = CertrotProgram.Run("demo", "-o", "json").Output;
        var recorded = CertrotProgram.Run("diagnose", "--bundle", Path.Combine(Repository.Scenarios, "recorded", "rotation-binding-missing"), "-o", "json").Output;

        Assert.Equal(WithoutGenerationTime(recorded), WithoutGenerationTime(demo));
    }

    [Fact]
    public void The_version_is_printed()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", CertrotProgram.Run("--version").Output);
    }

    [Fact]
    public void Triage_reads_standard_input()
    {
        var result = CertrotProgram.RunWith(
            """
            E0312 08:15:02.100000    1201 certificate_manager.go:454] certificate request was not signed: cannot watch on the certificate signing request: certificate signing request is denied, reason: PolicyViolation, message: SAN not allowed
            """,
            null, "triage", "-o", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("\"id\": \"csr-denied-by-approver\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Triage_of_nothing_is_undetermined()
    {
        var result = CertrotProgram.RunWith("hello world", null, "triage", "-o", "json");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("\"id\": \"insufficient-evidence\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cause_is_listed_and_explained()
    {
        var list = CertrotProgram.Run("causes").Output;

        Assert.All(CauseCatalogue.All, c => Assert.Contains(c.Id, list, StringComparison.Ordinal));
        Assert.Contains("What decides", CertrotProgram.Run("explain", "kcm-down").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Eval_passes_on_right_cases_and_fails_on_a_wrong_one()
    {
        var folder = Directory.CreateTempSubdirectory("certrot-eval-");
        try
        {
            var source = Path.Combine(Repository.Scenarios, "recorded", "healthy");
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(folder.FullName, "case", Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }

            Assert.Equal(0, CertrotProgram.Run("eval", folder.FullName).ExitCode);

            File.WriteAllText(Path.Combine(folder.FullName, "case", "expected.json"), """{"rootCause":"kcm-down","certificate":"client"}""");
            var wrong = CertrotProgram.Run("eval", folder.FullName);
            Assert.Equal(1, wrong.ExitCode);
            Assert.Contains("WRONG", wrong.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string WithoutGenerationTime(string json) =>
        string.Join('\n', json.Split('\n').Where(l => !l.Contains("\"generatedAt\"", StringComparison.Ordinal)));
}
