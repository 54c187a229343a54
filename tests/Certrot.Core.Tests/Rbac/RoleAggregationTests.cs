using System.Diagnostics;
using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Core.Tests.Rbac;

public class RoleAggregationTests
{
    private static readonly AccessRequest Asked = new("get", "", "pods");

    [Fact]
    public void Stored_rules_count_and_not_the_selectors()
    {
        var sum = Aggregated("sum", Labels(("to", "x"))) with { Rules = [new PolicyRule(["list"], [""], ["pods"], [], [])] };

        Assert.False(IsGranted(sum, Part("part", ("to", "x"))));
        Assert.True(IsGranted(sum with { Rules = [] }, Part("part", ("to", "x"))));
    }

    [Theory]
    [InlineData("In", "one,two", true, true)]
    [InlineData("In", "two", false, true)]
    [InlineData("NotIn", "two", true, true)]
    [InlineData("NotIn", "one", false, true)]
    [InlineData("NotIn", "one", true, false)]
    [InlineData("In", "one", false, false)]
    [InlineData("Exists", "", true, true)]
    [InlineData("Exists", "", false, false)]
    [InlineData("DoesNotExist", "", false, true)]
    [InlineData("DoesNotExist", "", true, false)]
    [InlineData("In", "", false, true)]
    [InlineData("NotIn", "", false, true)]
    [InlineData("Exists", "one", false, true)]
    [InlineData("Near", "one", false, true)]
    public void Expressions_select_by_label(string op, string values, bool granted, bool labelled)
    {
        var selector = Labels() with { MatchExpressions = [new LabelRequirement("tier", op, values.Split(',', StringSplitOptions.RemoveEmptyEntries))] };

        Assert.Equal(granted, IsGranted(Aggregated("sum", selector), labelled ? Part("part", ("tier", "one")) : Part("part")));
    }

    [Fact]
    public void One_invalid_selector_leaves_the_role_empty_as_the_controller_leaves_it()
    {
        var invalid = Labels() with { MatchExpressions = [new LabelRequirement("tier", "Near", [])] };

        Assert.False(IsGranted(Aggregated("sum", Labels(("to", "x")), invalid), Part("part", ("to", "x"))));
    }

    [Fact]
    public void Aggregated_roles_feed_each_other_even_in_a_circle()
    {
        var sum = Aggregated("sum", Labels(("circle", "1"))) with { Meta = Meta("sum", ("circle", "2")) };
        var inner = Aggregated("inner", Labels(("circle", "2")), Labels(("to", "x"))) with { Meta = Meta("inner", ("circle", "1")) };

        Assert.True(IsGranted(sum, inner, Part("part", ("to", "x"))));
        Assert.False(IsGranted(sum, inner, Part("part", ("to", "y"))));
    }

    [Fact]
    public void A_long_chain_of_made_up_roles_does_not_keep_us_busy()
    {
        var roles = Enumerable.Range(0, 5000)
            .Select(i => Aggregated($"r{i}", Labels(("next", $"{i + 1}"))) with { Meta = Meta($"r{i}", ("next", $"{i}")) })
            .ToList();
        var bindings = roles.ConvertAll(r => Binding(r.Meta.Name));
        var clock = Stopwatch.StartNew();

        var evaluator = new RbacEvaluator(roles, bindings);

        Assert.Empty(evaluator.Grants(Asked));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static bool IsGranted(params ClusterRole[] roles) =>
        new RbacEvaluator(roles, [Binding("sum")]).Decide(new Identity("alice", []), Asked).Allowed;

    private static ClusterRoleBinding Binding(string role) =>
        new() { Meta = new ObjectMeta { Name = "of-" + role }, RoleName = role, Subjects = [new RbacSubject("User", "alice", null)] };

    private static ClusterRole Part(string name, params (string Key, string Value)[] labels) =>
        new() { Meta = Meta(name, labels), Rules = [new PolicyRule(["get"], [""], ["pods"], [], [])] };

    private static ClusterRole Aggregated(string name, params LabelSelector[] selectors) =>
        new() { Meta = Meta(name), AggregationSelectors = selectors };

    private static LabelSelector Labels(params (string Key, string Value)[] labels) =>
        new(labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal), []);

    private static ObjectMeta Meta(string name, params (string Key, string Value)[] labels) =>
        new() { Name = name, Labels = labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal) };
}
