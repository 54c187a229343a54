namespace Certrot.Act.Approval;

/// <summary>How the approver works.</summary>
public sealed record ApproverOptions
{
    /// <summary>Whether what the policy refuses for good is denied; else it is left pending.</summary>
    public bool Deny { get; init; }

    /// <summary>Whether nothing is written to the cluster, and decisions are only told.</summary>
    public bool DryRun { get; init; }

    /// <summary>Name of this replica, in the Lease, in Events and in audit lines.</summary>
    public required string Identity { get; init; }

    /// <summary>Time between two looks at what seldom changes: Services, Machines, the policy's files.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes messages for people, a line each.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}
