using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Reports;

namespace Certrot.Core.Tests.Repair;

/// <summary>The steps of several nodes as one list.</summary>
public sealed class PlanOrderTests
{
    private static readonly RbacSubject nodes = new("Group", "system:nodes", null);

    [Fact]
    public void Every_client_certificate_comes_before_the_first_serving_one()
    {
        var order = Order(
            Plan("a", Step("client", RepairPhase.Client), Step("serving", RepairPhase.Serving), Step("proof", RepairPhase.Proof)),
            Plan("b", Step("client", RepairPhase.Client), Step("restart", RepairPhase.Client), Step("serving", RepairPhase.Serving), Step("proof", RepairPhase.Proof)));

        Assert.Equal(["a client", "b client", "b restart", "a serving", "b serving", "a proof", "b proof"], order);
    }

    [Fact]
    public void What_all_need_in_the_cluster_comes_once_and_first()
    {
        var order = Order(
            Plan("a", Bind("one"), Step("client", RepairPhase.Client), Step("proof", RepairPhase.Proof)),
            Plan("b", Bind("one"), Bind("two"), Step("client", RepairPhase.Client), Step("proof", RepairPhase.Proof)));

        Assert.Equal(["a one", "b two", "a client", "b client", "a proof", "b proof"], order);
    }

    [Fact]
    public void What_a_person_does_to_the_cluster_is_done_once()
    {
        var order = Order(
            Plan("a", ByHand("edit the manifest"), Step("client", RepairPhase.Client), Step("proof", RepairPhase.Proof)),
            Plan("b", ByHand("edit the manifest"), ByHand("edit another"), Step("client", RepairPhase.Client), Step("proof", RepairPhase.Proof)));

        Assert.Equal(["a edit the manifest", "b edit another", "a client", "b client", "a proof", "b proof"], order);
    }

    [Fact]
    public void Each_plan_keeps_its_last_step_for_that_ends_it()
    {
        var order = Order(Plan("a", ByHand("look"), ByHand("repair")), Plan("b", ByHand("look"), ByHand("repair")), Plan("c", ByHand("repair")));

        Assert.Equal(["a look", "a repair", "b repair", "c repair"], order);
    }

    [Fact]
    public void What_a_person_does_to_a_node_is_done_for_each()
    {
        var order = Order(Plan("a", ByHand("make room", RepairPhase.Client), Step("proof", RepairPhase.Proof)), Plan("b", ByHand("make room", RepairPhase.Client), Step("proof", RepairPhase.Proof)));

        Assert.Equal(["a make room", "b make room", "a proof", "b proof"], order);
    }

    private static IEnumerable<string> Order(params IReadOnlyList<RepairPlan> plans) => RepairPlanner.Order(plans).Select(s => $"{s.Plan.Node} {s.Step.Title}");

    private static RepairPlan Plan(string node, params IReadOnlyList<RepairStep> steps) => new()
    {
        Node = node,
        Verdict = Verdicts.Failing,
        Headline = "",
        RootCause = new CauseReport { Id = "kcm-down", Title = "", Confidence = "confirmed", Severity = "high", Summary = "" },
        Steps = steps,
    };

    private static RepairStep Bind(string name) => Step(name, RepairPhase.Cluster) with { Action = new BindRole(name, "role", nodes) };

    private static RepairStep ByHand(string title, RepairPhase phase = RepairPhase.Cluster) => Step(title, phase) with { Action = null };

    private static RepairStep Step(string title, RepairPhase phase) => new()
    {
        Title = title,
        Where = "cluster",
        Phase = phase,
        Action = phase == RepairPhase.Proof ? null : new ApproveCsr("node", CertificateKind.Client),
        Commands = [title],
        Changes = "",
        Risk = "",
        Verification = "",
        Undo = "",
        Check = _ => CheckResult.Done(""),
    };
}
