namespace Certrot.Act.Approval;

/// <summary>How the approver is now.</summary>
/// <param name="IsLeader">Whether it decides.</param>
/// <param name="NotReady">Why it is not ready; null where it is.</param>
/// <param name="IsStuck">Whether its work has not gone on for a minute.</param>
/// <param name="Queued">CSRs that wait for their turn.</param>
/// <param name="Pending">Undecided CSRs and the age of the oldest, by signer.</param>
/// <param name="PolicyName">Name of the policy in use.</param>
/// <param name="PolicyVersion">Its version.</param>
/// <param name="IsPolicyValid">Whether the policy's files hold it still.</param>
/// <param name="FailedEvents">Events that could not be written.</param>
public sealed record ApproverState(
    bool IsLeader, string? NotReady, bool IsStuck, int Queued, IReadOnlyList<(string Signer, int Count, TimeSpan Oldest)> Pending, string PolicyName, string PolicyVersion, bool IsPolicyValid, long FailedEvents);
