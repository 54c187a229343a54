using Certrot.Approval;

namespace Certrot.TestKit.Attacks;

/// <summary>CSRs of those who are not the node, or not a node.</summary>
internal static class IdentityAttacks
{
    private const string Requestor = "requestor", NodeName = "node-name";

    internal static IEnumerable<Attack> All()
    {
        yield return User("user-asks-for-a-nodes-serving-certificate", "k0s PR 8333: any identity that may create CSRs could impersonate a node", "jane", "system:authenticated");
        yield return User("pod-asks-for-a-nodes-serving-certificate", "replicatedhq/ekco PR 459: approved anybody's", "system:serviceaccount:shop:default", "system:serviceaccounts", "system:authenticated");
        yield return User("pod-in-the-group-of-nodes", "a group alone is no node", "system:serviceaccount:shop:default", "system:nodes", "system:authenticated");
        yield return User("administrator-asks-for-a-nodes-serving-certificate", "nodes ask for themselves", "kubernetes-admin", "system:masters", "system:nodes");
        yield return User("bootstrap-token-asks-for-a-serving-certificate", "a token holder would serve as any node", "system:bootstrap:abcdef", "system:bootstrappers", "system:authenticated");
        yield return User("anonymous-asks-for-a-serving-certificate", "nobody", "system:anonymous", "system:unauthenticated");
        yield return User("node-without-the-group-of-nodes", "talos-cloud-controller-manager PR 360: groups were not checked", "system:node:worker-1", "system:authenticated");
        yield return User("node-without-groups", "as above", "system:node:worker-1");
        yield return User("node-with-the-group-in-capitals", "groups are compared by case", "system:node:worker-1", "system:Nodes");
        yield return User("node-whose-group-holds-a-direction-mark", "what is not shown is not the group", "system:node:worker-1", "system:nodes\u200e");
        yield return User("user-name-with-a-direction-mark", "shown, it is worker-1's", "system:node:worker-1\u200e", "system:nodes");
        yield return User("user-name-with-a-nul", "shown, it is worker-1's", "system:node:worker-1\0", "system:nodes");
        yield return User("user-name-with-the-prefix-in-capitals", "user names are compared by case", "System:node:worker-1", "system:nodes");
        yield return User("user-name-with-a-leading-blank", "not a node's user name", " system:node:worker-1", "system:nodes");
        yield return User("user-name-that-only-contains-a-nodes", "not a node's user name", "oidc:system:node:worker-1", "system:nodes");
        yield return AttackForge.Of("user-name-missing", Requestor, "nobody", CsrBuilder.Serving().With(AttackForge.Sound()) with { Username = null });
        yield return AttackForge.Of(
            "signer-name-with-a-direction-mark", Requestor, "shown, it is the kubelet's", CsrBuilder.Serving().With(AttackForge.Sound()) with { SignerName = "kubernetes.io/kubelet-serving\u200e" });
        yield return AttackForge.Of(
            "usage-with-a-direction-mark", Requestor, "what is not shown is not the usage", CsrBuilder.Serving().With(AttackForge.Sound()) with { Usages = ["digital signature", "server auth\u200e"] });
        yield return AttackForge.Of(
            "user-name-longer-than-names-are", Requestor, "cut off where it is read, it would be another's", CsrBuilder.Serving(new string('a', 5000)).With(KubeletRequest.Serving(new string('a', 4084), "worker-1")));

        yield return Node("node-name-empty", NodeName, "the prefix alone passes prefix checks", "");
        yield return Node("node-name-in-capitals", NodeName, "no Node can have it", "Worker-1");
        yield return Node("node-name-with-a-slash", NodeName, "a path into another resource where a name is put into a URL", "worker-1/proxy");
        yield return Node("node-name-with-dots-of-a-path", NodeName, "as above", "../worker-1");
        yield return Node("node-name-with-an-underscore", NodeName, "no Node can have it", "worker_1");
        yield return Node("node-name-with-a-trailing-dot", NodeName, "the same DNS name, another Node", "worker-1.");
        yield return Node("node-name-with-letters-of-another-script", NodeName, "looks like worker-1", "w\u043Erker-1");
        yield return Node("node-name-longer-than-253", NodeName, "no Node can have it", string.Join('.', Enumerable.Repeat("worker", 40)));
        yield return Node("node-name-outside-the-policy", NodeName, "not a name of this cluster's nodes", "laptop-1");
        yield return Node("node-without-a-node-object", "node-exists", "a machine that was taken out keeps its credentials alive", "worker-55") with { Decision = Decision.Wait };
        yield return AttackForge.Of(
            "client-renewal-without-a-node-object", "node-exists", "a machine that was taken out keeps its credentials alive", CsrBuilder.Renewal("worker-55").With(KubeletRequest.Client("worker-55"))) with
        {
            Decision = Decision.Wait,
        };
        yield return AttackForge.Of(
            "client-renewal-without-the-group-of-nodes", Requestor, "credentials of something that only has the name", CsrBuilder.Renewal().With(KubeletRequest.Client("worker-1")) with { Groups = ["system:authenticated"] });
    }

    private static Attack User(string name, string why, string user, params string[] groups) =>
        AttackForge.Of(name, Requestor, why, CsrBuilder.Serving().With(AttackForge.Sound()) with { Username = user, Groups = groups });

    private static Attack Node(string name, string rule, string why, string node) => AttackForge.Of(name, rule, why, CsrBuilder.Serving(node).With(KubeletRequest.Serving(node, "10.0.0.55")));
}
