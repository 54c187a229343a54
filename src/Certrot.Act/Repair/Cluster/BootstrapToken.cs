using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Certrot.Approval.Policy;
using Certrot.Kubernetes;
using Certrot.Repair.Actions;

namespace Certrot.Act.Repair.Cluster;

/// <summary>A bootstrap token of a repair. Its secret half goes into the Secret and into the node's bootstrap kubeconfig, and nowhere else.</summary>
/// <param name="action">For which node and group.</param>
/// <param name="now">The API server's time, in UTC.</param>
internal sealed class BootstrapToken(IssueToken action, DateTimeOffset now)
{
    // Characters and lengths: k8s.io/cluster-bootstrap/token/api/types.go, BootstrapTokenPattern.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly string secret = RandomNumberGenerator.GetString(Alphabet, 16);

    /// <summary>The public half.</summary>
    public string Id { get; } = RandomNumberGenerator.GetString(Alphabet, 6);

    /// <summary>UID of the Secret; null before it is there.</summary>
    public string? Uid { get; set; }

    /// <summary>Name of the Secret in kube-system.</summary>
    public string SecretName => $"bootstrap-token-{Id}";

    /// <summary>When it ends by itself, in UTC.</summary>
    public DateTimeOffset Ends { get; } = now + IssueToken.Lifetime;

    /// <summary>Puts the token where its placeholder stands.</summary>
    public string Fill(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.Replace(IssueToken.Placeholder, $"{Id}.{secret}", StringComparison.Ordinal);
    }

    /// <summary>The Secret, as bootstrap tokens are kept (same source; plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go).</summary>
    public JsonObject Secret()
    {
        var data = new JsonObject
        {
            ["token-id"] = Id,
            ["token-secret"] = secret,
            ["description"] = $"certrot fix {action.Node}",
            ["expiration"] = ApiTimes.Seconds(Ends),
            ["usage-bootstrap-authentication"] = "true",
        };
        // The authenticator adds system:bootstrappers itself, and refuses it here.
        if (action.Group != Rbac.Identity.BootstrappersGroup) data["auth-extra-groups"] = action.Group;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = SecretName, ["namespace"] = "kube-system" },
            ["type"] = "bootstrap.kubernetes.io/token",
            ["stringData"] = data,
        };
    }

    /// <summary>
    /// A policy that lets the token's user have a certificate for the node that the token was made for, and for no other, while the token lasts. That the node has not been
    /// ready for a while is not asked: nobody else has the token.
    /// </summary>
    public ApprovalPolicy Allow(ApprovalPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy with
        {
            Bootstrap = new BootstrapPolicy
            {
                Users = Only($"system:bootstrap:{Id}"),
                Names = Only(action.Node),
                From = now - TimeSpan.FromMinutes(1),
                Until = Ends,
                NotReadyFor = TimeSpan.Zero,
            },
        };
    }

    private static PatternSet Only(string name) =>
        PatternSet.Create([$"^{System.Text.RegularExpressions.Regex.Escape(name)}$"], out var problem, out _) ?? throw new ArgumentException(problem, nameof(name));
}
