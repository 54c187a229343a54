namespace Certrot.Repair.Actions;

/// <summary>Makes a bootstrap token for one node (a Secret of type <c>bootstrap.kubernetes.io/token</c>, k8s.io/cluster-bootstrap/token/api). It is deleted when the repair ends.</summary>
/// <param name="Node">The node.</param>
/// <param name="Group">The group that it gives beside <c>system:bootstrappers</c>.</param>
public sealed record IssueToken(string Node, string Group) : ClusterAction
{
    /// <summary>It ends by itself after this time, whatever became of the repair.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(30);

    /// <summary>What stands for the token in a script until it is sent.</summary>
    public const string Placeholder = "CERTROT-BOOTSTRAP-TOKEN";
}
