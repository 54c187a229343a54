using System.Text.Json;
using Certrot.Approval;
using Certrot.Approval.Facts;
using Certrot.TestKit.Attacks;

namespace Certrot.Core.Tests.Approval;

public sealed class AttackSuiteTests
{
    private static readonly Dictionary<string, Attack> attacks = AttackSuite.All.ToDictionary(a => a.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. AttackSuite.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_attack_is_never_approved(string name)
    {
        var attack = attacks[name];

        var verdict = ApprovalJudge.Decide(AttackedCluster.Case(attack));

        Assert.Equal((attack.Decision, attack.Rule), (verdict.Decision, verdict.Rule));
        Assert.NotEqual(Decision.Approve, verdict.Decision);
        Assert.True(verdict.Reason.Length is > 0 and < 2000, verdict.Reason);
        Assert.All(verdict.Reason, c => Assert.False(char.IsControl(c), verdict.Reason));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_attack_is_approved_where_nothing_is_known_of_the_cluster(string name)
    {
        var request = AttackedCluster.Case(attacks[name]) with { Facts = new ClusterFacts { NodesProblem = "no answer" }, Live = null };

        Assert.NotEqual(Decision.Approve, ApprovalJudge.Decide(request).Decision);
    }

    [Fact]
    public void The_suite_has_enough_attacks_under_names_of_their_own()
    {
        Assert.True(attacks.Count >= 70, $"{attacks.Count}");
        Assert.All(attacks.Keys, n => Assert.True(NodeName.IsValid("attack-" + n) && n.Length <= 100, n));
        Assert.All(AttackSuite.All, a => Assert.Equal("attack-" + a.Name, a.Csr["metadata"]!["name"]!.GetValue<string>()));
        Assert.All(AttackSuite.All, a => Assert.Equal(JsonValueKind.Object, JsonSerializer.SerializeToElement(a.Csr).GetProperty("spec").ValueKind));
    }

    [Fact]
    public void Every_rule_stops_some_attack()
    {
        var missing = ApprovalJudge.Rules.Select(r => r.Id).Except(AttackSuite.All.Select(a => a.Rule));

        Assert.Empty(missing);
    }
}
