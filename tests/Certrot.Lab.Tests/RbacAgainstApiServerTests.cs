using System.Text.RegularExpressions;
using Certrot.Rbac;

namespace Certrot.Lab.Tests;

public sealed partial class RbacAgainstApiServerTests(RbacApiServer server, ITestOutputHelper output) : IClassFixture<RbacApiServer>
{
    [Fact]
    public async Task Every_identity_is_answered_as_by_the_api_server()
    {
        await CompareAsync(
            [.. RbacScenario.Identities.SelectMany(who => RbacScenario.Requests.Select(what => new AccessQuestion(who, what)))],
            atLeastAllowed: 0.05);
    }

    [Fact]
    public async Task Random_roles_are_evaluated_as_by_the_api_server() => await CompareAsync(server.Random.Questions, atLeastAllowed: 0.1);

    [Fact]
    public async Task Aggregated_roles_without_their_rules_are_filled_as_the_controller_fills_them()
    {
        LabBinaries.Require();
        var aggregated = server.Roles.Where(r => r.AggregationSelectors is not null).ToList();
        var stored = new RbacEvaluator(server.Roles, server.Bindings);
        var unfilled = new RbacEvaluator(
            [.. server.Roles.Select(r => r.AggregationSelectors is null ? r : r with { Rules = [] })], server.Bindings);
        var questions = RbacScenario.Identities
            .Where(who => who.Username.StartsWith("sum-", StringComparison.Ordinal))
            .SelectMany(who => RbacScenario.Requests.Select(what => new AccessQuestion(who, what)))
            .ToList();

        var answers = await server.AskAsync(questions);

        Assert.True(aggregated.Count(r => r.Rules.Count > 0) >= 10);
        Assert.All(questions.Zip(answers), pair =>
        {
            var real = (bool)pair.Second["allowed"]!;
            Assert.Equal(real, stored.Decide(pair.First.Who, pair.First.What).Allowed);
            Assert.Equal(real, unfilled.Decide(pair.First.Who, pair.First.What).Allowed);
        });
        output.WriteLine($"{questions.Count} questions, {answers.Count(a => (bool)a["allowed"]!)} allowed");
    }

    [Theory]
    [InlineData("exact", "example.com/a", true)]
    [InlineData("example.com/*", "example.com/a", true)]
    [InlineData("example.com/*", "example.com/b.c", true)]
    [InlineData("example.com/b", "example.com/a", false)]
    [InlineData("example.org/*", "example.com/a", false)]
    [InlineData("*", "example.com/a", false)]
    [InlineData("", "example.com/a", true)]
    public async Task Approval_is_admitted_as_decided_for_the_signer(string granted, string signer, bool expected)
    {
        var kubectl = server.Plane.Kubectl;
        var id = Guid.NewGuid().ToString("n")[..8];
        var names = granted == "exact" ? signer : granted;
        await kubectl.CreateAsync(
        [
            RbacManifest.Role(
                "approver-" + id,
                RbacManifest.Rule("get", "certificates.k8s.io", "certificatesigningrequests"),
                RbacManifest.Rule("update", "certificates.k8s.io", "certificatesigningrequests/approval"),
                RbacManifest.Rule("approve", "certificates.k8s.io", "signers", names)),
            RbacManifest.Binding("approver-" + id, "approver-" + id, "user:approver-" + id),
            CsrManifest.Csr("csr-" + id, signer),
        ]);
        var who = new Identity("approver-" + id, [Identity.AuthenticatedGroup]);
        var evaluator = new RbacEvaluator(
            RbacJson.Roles(await kubectl.JsonAsync("get", "clusterroles")), RbacJson.Bindings(await kubectl.JsonAsync("get", "clusterrolebindings")));
        await server.Plane.WaitAsync("the authorizer's caches", TimeSpan.FromSeconds(30), async () =>
            (bool)(await server.AskAsync([new AccessQuestion(who, CsrAccess.UpdateApproval)]))[0]["allowed"]!);

        var approval = await kubectl.TryRunAsync(["certificate", "approve", "csr-" + id, "--as=" + who.Username]);
        var decision = new AccessJudge(evaluator, null).DecideForSigner(who, CsrAccess.Approve(signer))!;

        Assert.Equal(expected, decision.Allowed);
        Assert.Equal(approval.ExitCode == 0, decision.Allowed);
        if (!expected)
            Assert.Contains($"user not permitted to approve requests with signerName \"{signer}\"", approval.Error, StringComparison.Ordinal);
    }

    private async Task CompareAsync(IReadOnlyList<AccessQuestion> questions, double atLeastAllowed)
    {
        LabBinaries.Require();
        var evaluator = new RbacEvaluator(server.Roles, server.Bindings);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var answers = await server.AskAsync(questions);

        output.WriteLine($"{server.Roles.Count} roles, {server.Bindings.Count} bindings, {questions.Count} reviews in {clock.Elapsed.TotalSeconds:0.0} s, "
            + $"{answers.Count(a => (bool)a["allowed"]!)} allowed");
        Assert.Equal(questions.Count, answers.Count);
        var differences = new List<string>();
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var decision = evaluator.Decide(question.Who, question.What);
            if (decision.Allowed != (bool)answer["allowed"]!)
                differences.Add($"{question}: {decision} but API server {answer.ToJsonString()}");
            else if (decision.Allowed)
                CompareReason(question, (string?)answer["reason"] ?? "", differences);
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(20))}");
        Assert.InRange(answers.Count(a => (bool)a["allowed"]!), questions.Count * atLeastAllowed, questions.Count * 0.9);
    }

    /// <summary>The API server names one binding of those that grant, in no certain order: the same must come of that binding alone.</summary>
    private void CompareReason(AccessQuestion question, string reason, List<string> differences)
    {
        // The API server lets this group pass before it asks RBAC, and gives no reason.
        if (question.Who.Groups.Contains("system:masters") && reason.Length == 0)
            return;
        var named = BindingInReason().Match(reason);
        if (!named.Success)
        {
            differences.Add($"{question}: no binding in the API server's reason '{reason}'");
            return;
        }
        var binding = server.Bindings.Single(b => b.Meta.Name == named.Groups["name"].Value);
        var alone = new RbacEvaluator([.. server.Roles.Where(r => r.Meta.Name == binding.RoleName)], [binding]);
        var decision = alone.Decide(question.Who, question.What);
        if (decision.Reason != reason)
            differences.Add($"{question}: '{decision.Reason}' but API server '{reason}'");
    }

    [GeneratedRegex("""^RBAC: allowed by ClusterRoleBinding "(?<name>[^"]+)" """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BindingInReason();
}
