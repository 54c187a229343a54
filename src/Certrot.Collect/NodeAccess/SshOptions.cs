namespace Certrot.Collect.NodeAccess;

/// <summary>How to reach a node over SSH; everything else is in the user's ssh_config.</summary>
public sealed record SshOptions
{
    /// <summary><c>--ssh-user</c>; null for what ssh_config says.</summary>
    public string? User { get; init; }

    /// <summary><c>--ssh-host</c>; null for the node's address or name.</summary>
    public string? Host { get; init; }

    /// <summary><c>--ssh-port</c>; null for what ssh_config says.</summary>
    public int? Port { get; init; }

    /// <summary><c>--ssh-option</c>: each as <c>ssh -o</c> takes it.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
