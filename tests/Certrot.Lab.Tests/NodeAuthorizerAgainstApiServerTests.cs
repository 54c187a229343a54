using Certrot.Rbac;

namespace Certrot.Lab.Tests;

public sealed class NodeAuthorizerAgainstApiServerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_node_authorizer_alone_grants_what_is_said_of_csrs()
    {
        await using var plane = await ControlPlane.StartAsync(
            LabBinaries.Require(), new ControlPlaneOptions { AuthorizationMode = "Node" });
        Identity[] identities =
        [
            Identity.Node("worker-1"),
            Identity.Node(""),
            new("system:node:worker-1", []),
            new("system:nodes:worker-1", [Identity.NodesGroup]),
            new("worker-1", [Identity.NodesGroup, Identity.AuthenticatedGroup]),
            Identity.Bootstrap("abcdef", "system:bootstrappers:kubeadm:default-node-token"),
        ];
        AccessRequest[] requests =
        [
            .. new[] { "create", "get", "list", "watch", "update", "delete", "patch", "approve", "*" }
                .Select(verb => CsrAccess.CreateCsr with { Verb = verb }),
            CsrAccess.CreateCsr with { Verb = "get", Name = "csr-1" },
            CsrAccess.CreateCsr with { ApiGroup = "" },
            CsrAccess.NodeClient,
            CsrAccess.SelfNodeClient,
            CsrAccess.UpdateApproval,
            CsrAccess.UpdateStatus,
            CsrAccess.Approve("kubernetes.io/kubelet-serving"),
        ];
        var questions = identities.SelectMany(who => requests.Select(what => new AccessQuestion(who, what))).ToList();

        var answers = await plane.Kubectl.CreateAsync(questions.Select(RbacManifest.Review));

        var differences = questions.Zip(answers)
            .Where(pair => CsrAccess.NodeAuthorizerAllows(pair.First.Who, pair.First.What) != (bool)pair.Second["status"]!["allowed"]!)
            .Select(pair => $"{pair.First}: API server {pair.Second["status"]!.ToJsonString()}")
            .ToList();
        var allowed = answers.Count(a => (bool)a["status"]!["allowed"]!);
        output.WriteLine($"{questions.Count} reviews, {allowed} allowed");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.InRange(allowed, 5, questions.Count / 2);
    }
}
