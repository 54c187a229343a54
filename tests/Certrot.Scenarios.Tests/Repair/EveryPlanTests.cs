using System.Text;
using System.Text.RegularExpressions;
using Certrot.Render.Repair;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Reports;

namespace Certrot.Scenarios.Tests.Repair;

/// <summary>What holds of the plan of every scenario, recorded or built.</summary>
public sealed partial class EveryPlanTests
{
    public static TheoryData<string> Names => [.. PlannedCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_verdict_decides_whether_there_is_something_to_do(string name)
    {
        var plan = PlannedCase.Of(name).Plan;

        if (plan.Verdict == Verdicts.Undetermined) Assert.Equal("the evidence does not prove a cause, and nothing is repaired on a guess", plan.Refusal);
        if (plan.Verdict == Verdicts.Healthy) Assert.Null(plan.Refusal);
        Assert.Equal(plan.Verdict is Verdicts.Failing or Verdicts.AtRisk or Verdicts.NotCertificateRelated, plan.Steps.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_says_what_it_changes_its_risk_its_proof_and_its_way_back(string name) => Assert.All(PlannedCase.Of(name).Plan.Steps, step =>
    {
        Assert.All([step.Title, step.Changes, step.Risk, step.Verification, step.Undo], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.Contains(step.Where, (string[])["cluster", "node", "control-plane", "workstation", "infrastructure"]);
        Assert.True(step.Action is null || step.Commands.Count > 0, $"{step.Title} has no commands for somebody who does it by hand");
        if (step.Action is not null) Assert.Equal(step.Action is NodeAction ? "node" : "cluster", step.Where);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_steps_come_in_the_order_of_their_phases_and_end_with_the_proof(string name)
    {
        var plan = PlannedCase.Of(name).Plan;

        Assert.Equal(plan.Steps.Select(s => s.Phase).Order(), plan.Steps.Select(s => s.Phase));
        Assert.Equal(plan.HasActions ? 1 : 0, plan.Steps.Count(s => s.Phase == RepairPhase.Proof));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_token_that_is_made_is_taken_out_of_the_node_and_deleted_after_the_approval(string name)
    {
        var actions = PlannedCase.Of(name).Plan.Steps.Select(s => s.Action).ToList();
        var made = actions.FindIndex(a => a is IssueToken);

        Assert.Equal(made >= 0, actions.Exists(a => a is RevokeToken));
        Assert.InRange(actions.Count(a => a is IssueToken), 0, 1);
        if (made < 0) return;
        var approved = actions.FindIndex(a => a is ApproveCsr { Certificate: Diagnosis.CertificateKind.Client });
        var putBack = actions.FindIndex(a => a is PutBack);
        Assert.True(made < approved && approved < putBack && putBack < actions.FindIndex(a => a is RevokeToken), PlanWords.Of(PlannedCase.Of(name).Plan));
        Assert.Equal(actions.OfType<WriteKubeconfig>().Single(w => w.Content.Contains(IssueToken.Placeholder, StringComparison.Ordinal)).Path, ((PutBack)actions[putBack]!).Path);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_of_a_step_holds_a_secret_or_what_stands_for_one(string name)
    {
        var texts = PlannedCase.Of(name).Plan.Steps.SelectMany(s => (string?[])[s.Title, s.Changes, s.Risk, s.Verification, s.Undo, s.Note, .. s.Commands]).OfType<string>();

        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(IssueToken.Placeholder, text, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(Token(), text);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_node_that_was_not_looked_into_is_not_changed(string name)
    {
        var evidence = PlannedCase.Of(name).Evidence;

        var plan = RepairPlanner.Plan(evidence with { Host = evidence.Host with { Files = null } });

        if (plan.Steps.Any(s => s.Action is NodeAction)) Assert.Matches("--node-access ssh|the clock of |does not tell which node", plan.Refusal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_evidence_makes_the_same_plan(string name)
    {
        var (evidence, first) = PlannedCase.Of(name);

        var second = RepairPlanner.Plan(evidence);

        Assert.Equal(Json(first), Json(second));
        Assert.Equal(first.Steps.Select(s => s.Action), second.Steps.Select(s => s.Action));
    }

    [Fact]
    public void A_secret_that_was_in_the_evidence_gets_into_no_plan()
    {
        const string secret = "0123456789abcdef";
        var s = new Bootstrap.BootstrapTokenInvalidScenario().Build();
        s.BootstrapKubeconfig = s.KubeconfigWith(new System.Text.Json.Nodes.JsonObject { ["token"] = $"abcdef.{secret}" });

        var plan = RepairPlanner.Plan(s.Read());

        var written = plan.Steps.Select(step => step.Action).OfType<WriteKubeconfig>().Single().Content;
        Assert.Contains(IssueToken.Placeholder, written, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, written + Json(plan), StringComparison.Ordinal);
    }

    private static string Json(RepairPlan plan)
    {
        using var stream = new MemoryStream();
        PlanJson.Write(stream, [plan]);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>k8s.io/cluster-bootstrap/token/api/types.go, BootstrapTokenPattern.</summary>
    [GeneratedRegex(@"\b[a-z0-9]{6}\.[a-z0-9]{16}\b", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
