using System.Text.Json;
using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Commands;

/// <summary><c>certrot fix</c> where it needs no cluster: mistakes that stop it before it begins, and plans of bundles.</summary>
public sealed class FixCommandTests
{
    private const string WhichNode = "name nodes, or --all, or --local on the node itself, or --bundle PATH.";

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { WhichNode, [] },
        { WhichNode, ["--apply", "--yes"] },
        { WhichNode, ["worker-1", "--all"] },
        { WhichNode, ["worker-1", "--local"] },
        { WhichNode, ["worker-1", "--bundle", "b"] },
        { WhichNode, ["--all", "--local"] },
        { WhichNode, ["--all", "--bundle", "b"] },
        { WhichNode, ["--local", "--bundle", "b"] },
        { "a bundle cannot be repaired: name the node to carry its plan out.", ["--bundle", "b", "--apply", "--yes"] },
        { "-o json shows plans; with --apply, --audit-log takes a JSON line for each change.", ["worker-1", "--apply", "--yes", "-o", "json"] },
        { "there is no terminal to ask: give --yes to carry the plan out, or leave --apply away to look at it only.", ["worker-1", "--apply"] },
        { "there is no option --dry-run.", ["worker-1", "--apply", "--yes", "--dry-run"] },
        { "--ssh-host goes with one node.", ["worker-1", "worker-2", "--ssh-host", "h"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_stops_it_before_anything_is_asked_of_a_cluster(string message, string[] arguments)
    {
        var result = CertrotProgram.Run(["fix", .. arguments]);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_output_than_its_own_is_a_mistake() => Assert.Equal(64, CertrotProgram.Run("fix", "worker-1", "-o", "yaml").ExitCode);

    [Theory]
    [InlineData("recorded/rotation-binding-missing", 1, "To carry it out: certrot fix worker-1 --apply")]
    [InlineData("recorded/kcm-down", 1, "Certrot carries out none of these steps")]
    [InlineData("lab/binding-missing-not-due", 2, "Nothing was changed.")]
    [InlineData("recorded/healthy", 0, "There is nothing to repair.")]
    public void The_plan_of_a_bundle_is_shown_and_the_verdict_is_the_exit_code(string scenario, int code, string text)
    {
        var result = CertrotProgram.Run("fix", "--bundle", Path.Combine(Repository.Scenarios, scenario));

        Assert.Equal((code, ""), (result.ExitCode, result.Error));
        Assert.Contains(text, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public void Nothing_proven_is_refused_and_undetermined()
    {
        var folder = Directory.CreateTempSubdirectory("certrot-fix-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "bundle.json"), """{"apiVersion":"certrot/v1","kind":"EvidenceBundle","node":"worker-1","collectedAt":"2026-06-15T12:00:00Z"}""");

            var result = CertrotProgram.Run("fix", "--bundle", folder.FullName);

            Assert.Equal(3, result.ExitCode);
            Assert.Contains("Refused: the evidence does not prove a cause, and nothing is repaired on a guess", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_plan_is_printed_for_programs()
    {
        var result = CertrotProgram.Run("fix", "--bundle", Path.Combine(Repository.Scenarios, "recorded", "rotation-binding-missing"), "-o", "json");

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("RepairPlanList", json.RootElement.GetProperty("kind").GetString());
        var plan = Assert.Single(json.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal("client-csr-autoapprove-rbac-missing", plan.GetProperty("cause").GetString());
        Assert.Equal(["cluster", "client", "proof"], plan.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("phase").GetString()));
    }

    [Fact]
    public void A_bundle_that_cannot_be_read_is_told_in_one_line()
    {
        var result = CertrotProgram.Run("fix", "--bundle", Path.Combine(Repository.Scenarios, "no-such-folder"));

        Assert.Equal((65, ""), (result.ExitCode, result.Output));
        Assert.Matches("^certrot: [^\n]*no-such-folder[^\n]*\n$", result.Error);
    }
}
