namespace Certrot.Rbac;

/// <summary>Somebody as the API server authenticated them: what RBAC sees of a user.</summary>
/// <param name="Username">User name.</param>
/// <param name="Groups">Groups. An authenticated user has <c>system:authenticated</c>; the factories add it.</param>
public sealed record Identity(string Username, IReadOnlyList<string> Groups)
{
    /// <summary>Group of every node (staging/src/k8s.io/apiserver/pkg/authentication/user/user.go NodesGroup).</summary>
    public const string NodesGroup = "system:nodes";

    /// <summary>Group of every authenticated user (user.go AllAuthenticated).</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Group of every bootstrap token (staging/src/k8s.io/cluster-bootstrap/token/api/types.go BootstrapDefaultGroup).</summary>
    public const string BootstrappersGroup = "system:bootstrappers";

    internal const string NodePrefix = "system:node:";

    /// <summary>Who nobody is: a request without credentials, where the API server allows it (user.go Anonymous, AllUnauthenticated).</summary>
    public static Identity Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>A kubelet with its client certificate (CN <c>system:node:NAME</c>, O <c>system:nodes</c>).</summary>
    /// <param name="name">Name of the node.</param>
    public static Identity Node(string name) => new(NodePrefix + name, [NodesGroup, AuthenticatedGroup]);

    /// <summary>A bootstrap token (plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go).</summary>
    /// <param name="tokenId">The public part of the token: six characters before the dot.</param>
    /// <param name="extraGroups">Groups of <c>auth-extra-groups</c> in the token's Secret.</param>
    public static Identity Bootstrap(string tokenId, params IEnumerable<string> extraGroups) =>
        new($"system:bootstrap:{tokenId}", [BootstrappersGroup, .. extraGroups, AuthenticatedGroup]);

    /// <summary>A service account (staging/src/k8s.io/apiserver/pkg/authentication/serviceaccount/util.go MakeUsername, MakeGroupNames).</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Name.</param>
    public static Identity ServiceAccount(string ns, string name) =>
        new(ServiceAccountUsername(ns, name), ["system:serviceaccounts", $"system:serviceaccounts:{ns}", AuthenticatedGroup]);

    internal static string ServiceAccountUsername(string ns, string name) => $"system:serviceaccount:{ns}:{name}";
}
