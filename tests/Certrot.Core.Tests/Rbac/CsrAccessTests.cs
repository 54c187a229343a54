using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Core.Tests.Rbac;

public class CsrAccessTests
{
    [Theory]
    [InlineData("kubernetes.io/kubelet-serving", "kubernetes.io/*")]
    [InlineData("example.com/a/b", "example.com/*")]
    [InlineData("example.com", "example.com/*")]
    public void The_whole_domain_of_a_signer_is_everything_before_the_slash(string signer, string domain) =>
        Assert.Equal(domain, CsrAccess.WholeDomain(CsrAccess.Sign(signer)).Name);

    [Theory]
    [InlineData(SignerNames.KubeletServing, "exact")]
    [InlineData("kubernetes.io/*", "kubernetes.io/*")]
    [InlineData("example.com/*", null)]
    [InlineData("*", null)]
    public void A_signer_may_be_granted_by_name_or_by_domain(string granted, string? by)
    {
        var evaluator = new RbacEvaluator(
            [new ClusterRole { Meta = new ObjectMeta { Name = "r" }, Rules = [new PolicyRule(["approve"], ["certificates.k8s.io"], ["signers"], [granted], [])] }],
            [new ClusterRoleBinding { Meta = new ObjectMeta { Name = "b" }, RoleName = "r", Subjects = [new RbacSubject("User", "alice", null)] }]);
        var request = CsrAccess.Approve(SignerNames.KubeletServing);

        Assert.Equal(by is not null, new AccessJudge(evaluator, null).DecideForSigner(new Identity("alice", []), request)!.Allowed);
        Assert.Equal(by is not null ? 1 : 0, CsrAccess.GrantsForSigner(evaluator, request).Count);
        Assert.Equal(by == "exact", evaluator.Decide(new Identity("alice", []), request).Allowed);
        Assert.False(new AccessJudge(evaluator, null).DecideForSigner(new Identity("alice", []), CsrAccess.Sign(SignerNames.KubeletServing))!.Allowed);
    }

    [Fact]
    public void A_binding_that_grants_name_and_domain_is_named_once()
    {
        var evaluator = new RbacEvaluator(
            [new ClusterRole { Meta = new ObjectMeta { Name = "r" }, Rules = [new PolicyRule(["sign"], ["*"], ["signers"], [], [])] }],
            [new ClusterRoleBinding { Meta = new ObjectMeta { Name = "b" }, RoleName = "r", Subjects = [new RbacSubject("User", "alice", null)] }]);

        Assert.Equal(["b"], CsrAccess.GrantsForSigner(evaluator, CsrAccess.Sign(SignerNames.KubeletClient)).Select(g => g.Binding));
    }

    [Fact]
    public void Factories_give_identities_as_the_authenticators_do()
    {
        Assert.Equal(("system:node:w1", "system:nodes,system:authenticated"), Shown(Identity.Node("w1")));
        Assert.Equal(("system:bootstrap:abcdef", "system:bootstrappers,extra,system:authenticated"), Shown(Identity.Bootstrap("abcdef", "extra")));
        Assert.Equal(
            ("system:serviceaccount:ns:sa", "system:serviceaccounts,system:serviceaccounts:ns,system:authenticated"),
            Shown(Identity.ServiceAccount("ns", "sa")));
        Assert.Equal(("system:anonymous", "system:unauthenticated"), Shown(Identity.Anonymous));
    }

    private static (string Username, string Groups) Shown(Identity identity) => (identity.Username, string.Join(',', identity.Groups));
}
