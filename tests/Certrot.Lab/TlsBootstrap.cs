using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>What <c>kubeadm init</c> puts into a cluster so that kubelets may join (cmd/kubeadm/app/phases/bootstraptoken/node).</summary>
public static class TlsBootstrap
{
    /// <summary>The bootstrap token, made up as everything here.</summary>
    public const string Token = "abcdef.0123456789abcdef";

    /// <summary>The group that the token gives.</summary>
    public const string Group = "system:bootstrappers:kubeadm:default-node-token";

    private const string RbacGroup = "rbac.authorization.k8s.io";
    private const string CsrRole = "system:certificates.k8s.io:certificatesigningrequests:";

    /// <summary>Creates the token and kubeadm's three bindings, and waits until the authorizer knows them: a kubelet that is refused first tries again only after minutes.</summary>
    /// <param name="plane">Where.</param>
    public static async Task AllowAsync(ControlPlane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        await plane.Kubectl.CreateAsync(
        [
            Binding("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", Group),
            Binding("kubeadm:node-autoapprove-bootstrap", CsrRole + "nodeclient", Group),
            Binding("kubeadm:node-autoapprove-certificate-rotation", CsrRole + "selfnodeclient", "system:nodes"),
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = "bootstrap-token-abcdef", ["namespace"] = "kube-system" },
                ["type"] = "bootstrap.kubernetes.io/token",
                ["stringData"] = new JsonObject
                {
                    ["token-id"] = Token[..6],
                    ["token-secret"] = Token[7..],
                    ["usage-bootstrap-authentication"] = "true",
                    ["usage-bootstrap-signing"] = "true",
                    ["auth-extra-groups"] = Group,
                },
            },
        ]);
        await plane.WaitAsync("the bootstrap bindings", TimeSpan.FromSeconds(30), async () =>
        {
            var reviews = await plane.Kubectl.CreateAsync([Review("", Group), Review("nodeclient", Group), Review("selfnodeclient", "system:nodes")]);
            return reviews.All(review => (bool)review["status"]!["allowed"]!);
        });
    }

    private static JsonObject Binding(string name, string role, string group) => new()
    {
        ["apiVersion"] = RbacGroup + "/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["roleRef"] = new JsonObject { ["apiGroup"] = RbacGroup, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = RbacGroup, ["kind"] = "Group", ["name"] = group }),
    };

    private static JsonObject Review(string subresource, string group) => new()
    {
        ["apiVersion"] = "authorization.k8s.io/v1",
        ["kind"] = "SubjectAccessReview",
        ["spec"] = new JsonObject
        {
            ["groups"] = new JsonArray(group),
            ["resourceAttributes"] = new JsonObject
            {
                ["verb"] = "create",
                ["group"] = "certificates.k8s.io",
                ["resource"] = "certificatesigningrequests",
                ["subresource"] = subresource,
            },
        },
    };
}
