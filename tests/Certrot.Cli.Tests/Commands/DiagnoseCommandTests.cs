using System.Text.Json;
using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Commands;

public sealed class DiagnoseCommandTests
{
    private static string Case(string name) => Path.Combine(Repository.Scenarios, "recorded", name);

    [Theory]
    [InlineData("healthy", 0)]
    [InlineData("rotation-binding-missing", 1)]
    [InlineData("kubelet-stopped-v120", 0)]
    public void The_exit_code_tells_the_verdict(string name, int code)
    {
        Assert.Equal(code, CertrotProgram.Run("diagnose", "--bundle", Case(name)).ExitCode);
    }

    [Fact]
    public void Json_stands_alone_on_standard_output()
    {
        var result = CertrotProgram.Run("diagnose", "--bundle", Case("rotation-binding-missing"), "-o", "json");

        using var report = JsonDocument.Parse(result.Output);
        Assert.Equal("DiagnosisReport", report.RootElement.GetProperty("kind").GetString());
        Assert.Equal("client-csr-autoapprove-rbac-missing", report.RootElement.GetProperty("rootCause").GetProperty("id").GetString());
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("text", "FAILING")]
    [InlineData("yaml", "apiVersion: ")]
    [InlineData("markdown", "# ")]
    [InlineData("html", "<!DOCTYPE html>")]
    public void Every_output_form_is_written(string form, string expected)
    {
        Assert.Contains(expected, CertrotProgram.Run("diagnose", "--bundle", Case("rotation-binding-missing"), "-o", form).Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_pipe_gets_no_colours()
    {
        Assert.DoesNotContain('\u001b', CertrotProgram.RunWith(null, new Dictionary<string, string> { ["TERM"] = "xterm-256color" }, "diagnose", "--bundle", Case("healthy")).Output);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_unreadable_input()
    {
        var result = CertrotProgram.Run("diagnose", "--bundle", "/does/not/exist", "-o", "json");

        Assert.Equal(65, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("/does/not/exist", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diagnose")]
    [InlineData("diagnose", "--bundle", "x", "-o", "csv")]
    [InlineData("nonsense")]
    [InlineData("explain", "no-such-cause")]
    public void Wrong_usage_is_told_on_standard_error_alone(params string[] arguments)
    {
        var result = CertrotProgram.Run(arguments);

        Assert.Equal(64, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("certrot: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_with_an_at_sign_reads_no_file()
    {
        Assert.Equal(65, CertrotProgram.Run("diagnose", "--bundle", "@/etc/hostname").ExitCode);
    }
}
