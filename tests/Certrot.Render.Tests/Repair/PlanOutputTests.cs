using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Render.Repair;
using Certrot.Repair;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Render.Tests.Repair;

/// <summary>Plans as they are shown: goldens, the published schema, and what holds of every output. CERTROT_UPDATE_GOLDEN=1 writes the goldens anew.</summary>
public sealed class PlanOutputTests
{
    private static readonly JsonElement schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema", "repair-plan.json"))).RootElement;

    public static TheoryData<string> Names => [.. PlanSamples.All.Keys];

    public static TheoryData<string> Recorded => [.. PlanSamples.Recorded];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_is_as_reviewed(string name)
    {
        foreach (var width in new[] { 80, 200 })
        {
            GoldenTests.Compare($"plan-{name}.{width}.txt", PlanSamples.Text(PlanSamples.All[name], width));
            GoldenTests.Compare($"plan-{name}.{width}.color.txt", PlanSamples.Text(PlanSamples.All[name], width, color: true));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_for_programs_is_as_reviewed(string name) => GoldenTests.Compare($"plan-{name}.json", PlanSamples.Json(PlanSamples.All[name]));

    [Theory]
    [MemberData(nameof(Recorded))]
    public void The_plan_of_every_recorded_cluster_fits_the_published_schema(string name) => Assert.Empty(Check(PlanSamples.Json(RepairPlanner.Plan(PlanSamples.Read(name)))));

    [Fact]
    public void Plans_without_steps_without_a_name_and_of_several_nodes_fit_it()
    {
        var healthy = RepairPlanner.Plan(new NodeScenario().Read());

        Assert.Empty(healthy.Steps);
        Assert.Empty(Check(PlanSamples.Json()));
        Assert.Empty(Check(PlanSamples.Json(healthy with { Node = null }, PlanSamples.Hostile, PlanSamples.All["actions"])));
    }

    [Theory]
    [InlineData("verdict", "\"fine\"")]
    [InlineData("node", "5")]
    [InlineData("refusal", "true")]
    [InlineData("confidence", "\"sure\"")]
    [InlineData("steps", "[{\"title\":\"x\"}]")]
    [InlineData("undescribed", "1")]
    public void A_plan_that_breaks_the_schema_is_seen(string property, string json)
    {
        var broken = JsonNode.Parse(PlanSamples.Json(PlanSamples.All["actions"]))!.AsObject();
        broken["items"]![0]![property] = JsonNode.Parse(json);

        Assert.NotEmpty(Check(broken.ToJsonString()));
    }

    [Fact]
    public void Everything_in_the_schema_is_described_and_in_its_order()
    {
        using var json = JsonDocument.Parse(PlanSamples.Json(PlanSamples.All["actions"]));
        var plan = json.RootElement.GetProperty("items")[0];

        Assert.Equal(Properties(schema), json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(Properties(schema.GetProperty("$defs").GetProperty("plan")), plan.EnumerateObject().Select(p => p.Name));
        Assert.Equal(Properties(schema.GetProperty("$defs").GetProperty("step")), plan.GetProperty("steps")[0].EnumerateObject().Select(p => p.Name));

        static IEnumerable<string> Properties(JsonElement definition)
        {
            Assert.All(definition.GetProperty("properties").EnumerateObject(), p => Assert.True(p.Value.TryGetProperty("description", out _), p.Name));
            Assert.Equal(definition.GetProperty("properties").EnumerateObject().Select(p => p.Name), definition.GetProperty("required").EnumerateArray().Select(n => n.GetString()!));
            return definition.GetProperty("properties").EnumerateObject().Select(p => p.Name);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_text_of_a_cluster_steers_the_terminal(int width)
    {
        var options = new RenderOptions { Width = width };
        var plan = PlanSamples.Hostile;
        var texts = new[]
        {
            PlanSamples.Text(plan, width), PlanSamples.Written(to => PlanText.WriteNote(to, plan.Headline, options)), PlanSamples.Written(to => PlanText.WriteStep(to, plan.Steps[0], 1, 1, options)),
            PlanSamples.Written(to => PlanText.WriteOutcome(to, plan, false, plan.Headline, [plan.Headline], [plan.Headline], options)),
        };

        Assert.All(texts, text => Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)));
        Assert.DoesNotContain(PlanSamples.Json(plan), c => c != '\n' && char.IsControl(c));
        Assert.Equal(plan.Node, (string?)JsonNode.Parse(PlanSamples.Json(plan))!["items"]![0]!["node"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_commands_are_wider_than_the_screen(string name)
    {
        var plan = PlanSamples.All[name];
        var commands = plan.Steps.SelectMany(s => s.Commands).SelectMany(c => c.Split('\n')).ToList();

        Assert.All(PlanSamples.Text(plan, 80).Split('\n').Where(l => l.Length > 80), line => Assert.Contains(commands, c => line.EndsWith(c, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_healthy_node_needs_nothing() =>
        Assert.EndsWith("There is nothing to repair.\n", PlanSamples.Text(RepairPlanner.Plan(new NodeScenario().Read()), 80), StringComparison.Ordinal);

    [Fact]
    public void An_outcome_says_what_is_left_and_where_the_old_files_are()
    {
        var plan = PlanSamples.All["actions"];
        var options = new RenderOptions { Width = 200 };

        Assert.Equal("worker-1: REPAIRED: all is well\n", PlanSamples.Written(to => PlanText.WriteOutcome(to, plan, true, "all is well", [], [], options)));
        Assert.Equal(
            """
            worker-1: NOT REPAIRED: step 3 failed
              left      the token abcdef is not deleted
              kept      what was replaced is in /var/lib/certrot/repair-1 on the node; it may hold keys, and can be deleted when nobody needs it. To go back to it: sh /var/lib/certrot/repair-1/undo.sh

            """,
            PlanSamples.Written(to => PlanText.WriteOutcome(to, plan, false, "step 3 failed", ["the token abcdef is not deleted"], ["/var/lib/certrot/repair-1"], options)));
        Assert.EndsWith("To go back to it: sh /srv/b/undo.sh; sh /srv/a/undo.sh\n", PlanSamples.Written(to => PlanText.WriteOutcome(to, plan, false, "step 9 failed", [], ["/srv/a", "/srv/b"], options)), StringComparison.Ordinal);
    }

    private static List<string> Check(string json)
    {
        var validator = new SchemaValidator(schema);
        validator.Validate(JsonDocument.Parse(json).RootElement);
        return validator.Errors;
    }
}
