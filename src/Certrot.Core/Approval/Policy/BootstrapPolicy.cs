namespace Certrot.Approval.Policy;

/// <summary>Which client certificates of nodes that join are approved.</summary>
public sealed record BootstrapPolicy
{
    /// <summary>User names that may ask; kubeadm's tokens are <c>system:bootstrap:ID</c> (plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go).</summary>
    public required PatternSet Users { get; init; }

    /// <summary>Groups that the user must be in, all of them.</summary>
    public IReadOnlyList<string> Groups { get; init; } = ["system:bootstrappers"];

    /// <summary>Names of nodes that are expected by their name alone; null for none, so that only the inventory and Machines tell.</summary>
    public PatternSet? Names { get; init; }

    /// <summary>Before this nothing joins, in UTC; null without.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>After this nothing joins, in UTC; null without.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How long after its creation a Machine may join.</summary>
    public TimeSpan MachineWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a node must have been not ready before one of its name may join; a ready one is never replaced.</summary>
    public TimeSpan NotReadyFor { get; init; } = TimeSpan.FromMinutes(5);
}
