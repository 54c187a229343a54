using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Core.Tests.Rbac;

public class AccessJudgeTests
{
    private static readonly RbacEvaluator grantsNothing = new([], []);

    [Theory]
    [InlineData("certificatesigningrequests.certificates.k8s.io/selfnodeclient")]
    [InlineData("certificatesigningrequests/selfnodeclient")]
    [InlineData("csr/selfnodeclient")]
    public void The_api_servers_own_answer_goes_before_rbac(string resource)
    {
        var judge = new AccessJudge(grantsNothing, [Answer("create", resource, true)]);

        var decision = judge.Decide(Identity.Node("w1"), CsrAccess.SelfNodeClient)!;

        Assert.True(decision.Allowed);
        Assert.True(decision.IsFinal);
        Assert.Equal("the API server", decision.Grantor);
        Assert.Equal("cluster/subjectaccessreviews.json", decision.Source.Path);
    }

    [Theory]
    [InlineData("get", "csr/selfnodeclient", "system:node:w1")]
    [InlineData("create", "csr/nodeclient", "system:node:w1")]
    [InlineData("create", "csr", "system:node:w1")]
    [InlineData("create", "csr/selfnodeclient", "system:node:w2")]
    [InlineData("create", "pods/selfnodeclient", "system:node:w1")]
    public void An_answer_to_another_question_tells_nothing(string verb, string resource, string user)
    {
        var judge = new AccessJudge(null, [new AccessAnswer(verb, resource, user, ["system:nodes"], true, default)]);

        Assert.Null(judge.Decide(Identity.Node("w1"), CsrAccess.SelfNodeClient));
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(true, "system:nodes", true)]
    [InlineData(true, "system:nodes,admins", false)]
    [InlineData(false, "", false)]
    [InlineData(false, "system:nodes", true)]
    [InlineData(false, "system:nodes,admins", true)]
    public void A_yes_holds_for_more_groups_and_a_no_for_fewer(bool allowed, string groups, bool counts)
    {
        var judge = new AccessJudge(null, [new AccessAnswer("create", "csr/selfnodeclient", "system:node:w1", groups.Split(',', StringSplitOptions.RemoveEmptyEntries), allowed, default)]);

        Assert.Equal(counts ? allowed : null, judge.Decide(Identity.Node("w1"), CsrAccess.SelfNodeClient)?.Allowed);
    }

    [Fact]
    public void A_no_for_the_signer_alone_leaves_its_domain_open()
    {
        var no = Answer("approve", "signers.certificates.k8s.io/kubernetes.io/kubelet-serving", false);

        Assert.Null(new AccessJudge(null, [no]).DecideForSigner(Identity.Node("w1"), CsrAccess.Approve(SignerNames.KubeletServing)));
        Assert.False(new AccessJudge(grantsNothing, [no]).DecideForSigner(Identity.Node("w1"), CsrAccess.Approve(SignerNames.KubeletServing))!.Allowed);
    }

    [Fact]
    public void Reviews_are_read_and_a_no_of_a_failing_authorizer_is_none()
    {
        const string json = """
            {"kind":"List","items":[
            {"kind":"SubjectAccessReview","spec":{"user":"u","groups":["g"],"resourceAttributes":{"verb":"sign","group":"certificates.k8s.io","resource":"signers","name":"a.io/b"}},"status":{"allowed":true,"reason":"RBAC: allowed"}},
            {"kind":"SubjectAccessReview","spec":{"user":"u","resourceAttributes":{"verb":"create","group":"certificates.k8s.io","resource":"certificatesigningrequests","subresource":"nodeclient"}},"status":{"allowed":false,"evaluationError":"webhook is down"}},
            {"kind":"SubjectAccessReview","spec":{"user":"u","resourceAttributes":{"verb":"get","resource":"pods","namespace":"x"}},"status":{"allowed":true}},
            {"kind":"SubjectAccessReview","spec":{"user":"u"},"status":{}}]}
            """;
        var problems = new List<ReadProblem>();

        var answer = Assert.Single(ApiObjectReader.AccessReviews(new MemoryStream(Encoding.UTF8.GetBytes(json)), "p", problems));

        Assert.Equal(("sign", "signers.certificates.k8s.io/a.io/b", "u", true, "RBAC: allowed"), (answer.Verb, answer.Resource, answer.User, answer.Allowed, answer.Reason));
        Assert.Contains("without a question or without an answer", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static AccessAnswer Answer(string verb, string resource, bool allowed) =>
        new(verb, resource, "system:node:w1", ["system:nodes", "system:authenticated"], allowed, new Source("cluster/subjectaccessreviews.json", 2));
}
