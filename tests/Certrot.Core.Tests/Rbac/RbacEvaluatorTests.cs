using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Core.Tests.Rbac;

public class RbacEvaluatorTests
{
    private const string Certificates = "certificates.k8s.io";
    private const string Csrs = "certificatesigningrequests";
    private const string SelfNodeClientRole = "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient";

    [Fact]
    public void A_node_with_kubeadms_binding_renews_its_client_certificate()
    {
        var evaluator = new RbacEvaluator(
            [Role(SelfNodeClientRole, Rule("create", Certificates, Csrs + "/selfnodeclient"))],
            [Binding("kubeadm:node-autoapprove-certificate-rotation", SelfNodeClientRole, Group("system:nodes"))]);

        var decision = evaluator.Decide(Identity.Node("worker-1"), CsrAccess.SelfNodeClient);

        Assert.Equal(
            new AccessDecision(
                true,
                "kubeadm:node-autoapprove-certificate-rotation",
                SelfNodeClientRole,
                "RBAC: allowed by ClusterRoleBinding \"kubeadm:node-autoapprove-certificate-rotation\" of ClusterRole "
                + $"\"{SelfNodeClientRole}\" to Group \"system:nodes\""),
            decision);
        Assert.False(evaluator.Decide(Identity.Node("worker-1"), CsrAccess.NodeClient).Allowed);
        Assert.False(evaluator.Decide(Identity.Bootstrap("abcdef"), CsrAccess.SelfNodeClient).Allowed);
    }

    [Theory]
    [InlineData("*", "status", true)]
    [InlineData("csrs", "status", false)]
    [InlineData("csrs/status", "status", true)]
    [InlineData("csrs/status", null, false)]
    [InlineData("csrs/status", "", false)]
    [InlineData("*/status", "status", true)]
    [InlineData("*/status", null, false)]
    [InlineData("*/status", "xstatus", false)]
    [InlineData("*/xstatus", "status", false)]
    [InlineData("csrs/*", "status", false)]
    [InlineData("csrs/*", "*", true)]
    [InlineData("*/*", "status", false)]
    [InlineData("csrs", null, true)]
    [InlineData("csr", null, false)]
    public void A_resource_matches_whole_exact_or_by_subresource(string inRule, string? asked, bool allowed) =>
        Assert.Equal(allowed, Allows(Rule("update", Certificates, inRule), new AccessRequest("update", Certificates, "csrs", asked)));

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("get create", "", true)]
    [InlineData("get", "", false)]
    [InlineData("Create", "", false)]
    [InlineData("create", "a", false)]
    [InlineData("create", "*", false)]
    public void A_create_has_no_name_so_a_rule_with_names_does_not_allow_it(string verbs, string names, bool allowed) =>
        Assert.Equal(allowed, Allows(Rule(verbs, Certificates, Csrs, names), CsrAccess.CreateCsr));

    [Theory]
    [InlineData("", true)]
    [InlineData("a b", true)]
    [InlineData("a", false)]
    [InlineData("*", false)]
    public void Names_are_compared_and_know_no_wildcard(string names, bool allowed) =>
        Assert.Equal(allowed, Allows(Rule("get", Certificates, Csrs, names), new AccessRequest("get", Certificates, Csrs, Name: "b")));

    [Fact]
    public void Fields_of_two_rules_are_not_mixed() => Assert.False(Allows(
        [Rule("create", "apps", Csrs), Rule("get", Certificates, Csrs), Rule("create", Certificates, "pods")], CsrAccess.CreateCsr));

    [Fact]
    public void A_rule_for_urls_allows_no_resource() =>
        Assert.False(Allows(new PolicyRule(["*"], [], [], [], ["*"]), CsrAccess.CreateCsr));

    [Fact]
    public void A_service_account_is_named_with_its_namespace()
    {
        var evaluator = new RbacEvaluator(
            [Role("r", Rule("create", Certificates, Csrs))],
            [Binding("b", "r", new RbacSubject("ServiceAccount", "approver", "lab"), new RbacSubject("ServiceAccount", "nowhere", null))]);

        Assert.Contains("to ServiceAccount \"approver/lab\"", evaluator.Decide(Identity.ServiceAccount("lab", "approver"), CsrAccess.CreateCsr).Reason, StringComparison.Ordinal);
        Assert.False(evaluator.Decide(Identity.ServiceAccount("default", "approver"), CsrAccess.CreateCsr).Allowed);
        Assert.False(evaluator.Decide(Identity.ServiceAccount("", "nowhere"), CsrAccess.CreateCsr).Allowed);
    }

    [Fact]
    public void Kinds_of_subjects_are_kept_apart_and_unknown_ones_mean_nobody()
    {
        var evaluator = new RbacEvaluator(
            [Role("r", Rule("create", Certificates, Csrs))],
            [Binding("b", "r", new RbacSubject("User", "ops", null), Group("team"), new RbacSubject("Robot", "r2", null))]);

        Assert.True(evaluator.Decide(new Identity("ops", []), CsrAccess.CreateCsr).Allowed);
        Assert.False(evaluator.Decide(new Identity("bob", ["ops"]), CsrAccess.CreateCsr).Allowed);
        Assert.True(evaluator.Decide(new Identity("bob", ["team"]), CsrAccess.CreateCsr).Allowed);
        Assert.False(evaluator.Decide(new Identity("team", []), CsrAccess.CreateCsr).Allowed);
        Assert.False(evaluator.Decide(new Identity("r2", ["r2"]), CsrAccess.CreateCsr).Allowed);
    }

    [Fact]
    public void Anonymous_requests_are_not_authenticated_ones()
    {
        var evaluator = new RbacEvaluator(
            [Role("r", Rule("create", Certificates, Csrs))], [Binding("b", "r", Group(Identity.AuthenticatedGroup))]);

        Assert.True(evaluator.Decide(Identity.Bootstrap("abcdef"), CsrAccess.CreateCsr).Allowed);
        Assert.False(evaluator.Decide(Identity.Anonymous, CsrAccess.CreateCsr).Allowed);
    }

    [Fact]
    public void A_binding_to_a_role_that_is_not_there_grants_nothing_and_is_named()
    {
        var evaluator = new RbacEvaluator([], [Binding("b", "gone", Group("system:nodes"))]);

        var decision = evaluator.Decide(Identity.Node("worker-1"), CsrAccess.SelfNodeClient);

        Assert.False(decision.Allowed);
        Assert.Null(decision.Binding);
        Assert.EndsWith("; clusterrole.rbac.authorization.k8s.io \"gone\" not found", decision.Reason, StringComparison.Ordinal);
        Assert.Empty(evaluator.Grants(CsrAccess.SelfNodeClient));
        Assert.Equal(["b"], evaluator.BindingsOf("gone").Select(b => b.Meta.Name));
    }

    [Fact]
    public void Roles_and_bindings_of_a_namespace_grant_nothing_cluster_wide()
    {
        var role = Role("r", Rule("create", Certificates, Csrs));
        var binding = Binding("b", "r", Group("system:nodes"));
        var namespaced = new ObjectMeta { Name = "x", Namespace = "lab" };

        Assert.False(new RbacEvaluator([role with { Meta = namespaced with { Name = "r" } }], [binding]).Decide(Identity.Node("n"), CsrAccess.CreateCsr).Allowed);
        Assert.False(new RbacEvaluator([role], [binding with { Meta = namespaced }]).Decide(Identity.Node("n"), CsrAccess.CreateCsr).Allowed);
    }

    [Fact]
    public void Grants_names_every_binding_that_grants_to_somebody()
    {
        var evaluator = new RbacEvaluator(
            [Role("r", Rule("create", Certificates, Csrs)), Role("other", Rule("get", Certificates, Csrs))],
            [
                Binding("one", "r", Group("team"), new RbacSubject("User", "alice", null)),
                Binding("nobody", "r"),
                Binding("no", "other", Group("team")),
                Binding("two", "r", new RbacSubject("ServiceAccount", "a", "lab")),
            ]);

        Assert.Equal(
            [
                "RBAC: allowed by ClusterRoleBinding \"one\" of ClusterRole \"r\" to Group \"team\", User \"alice\"",
                "RBAC: allowed by ClusterRoleBinding \"two\" of ClusterRole \"r\" to ServiceAccount \"a/lab\"",
            ],
            evaluator.Grants(CsrAccess.CreateCsr).Select(g => g.Reason));
        Assert.Equal(["one", "nobody", "two"], evaluator.BindingsOf("r").Select(b => b.Meta.Name));
    }

    [Fact]
    public void Names_from_evidence_are_quoted_in_reasons()
    {
        var evaluator = new RbacEvaluator([], []);

        Assert.Contains("\"a\\\"b\\\\c\\u001b[0m\"", evaluator.Decide(new Identity("a\"b\\c\u001b[0m", []), CsrAccess.CreateCsr).Reason, StringComparison.Ordinal);
    }

    private static bool Allows(PolicyRule rule, AccessRequest request) => Allows([rule], request);

    private static bool Allows(PolicyRule[] rules, AccessRequest request) =>
        new RbacEvaluator([Role("r", rules)], [Binding("b", "r", Group("team"))]).Decide(new Identity("bob", ["team"]), request).Allowed;

    private static ClusterRole Role(string name, params PolicyRule[] rules) => new() { Meta = new ObjectMeta { Name = name }, Rules = rules };

    private static PolicyRule Rule(string verbs, string group, string resources, string names = "") =>
        new(Words(verbs), [group], Words(resources), Words(names), []);

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static RbacSubject Group(string name) => new("Group", name, null);

    private static ClusterRoleBinding Binding(string name, string role, params RbacSubject[] subjects) =>
        new() { Meta = new ObjectMeta { Name = name }, RoleName = role, Subjects = subjects };
}
