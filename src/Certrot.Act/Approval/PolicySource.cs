using Certrot.Approval.Policy;
using Certrot.Collect.Approval;

namespace Certrot.Act.Approval;

/// <summary>A policy that is read anew when its files change. A new one is taken only where it is valid; else the old one stays.</summary>
/// <param name="path">The policy's file.</param>
/// <param name="current">The policy as it was read first.</param>
internal sealed class PolicySource(string path, ApprovalPolicy current)
{
    private string? refused;

    /// <summary>The policy that is used.</summary>
    public ApprovalPolicy Current { get; private set; } = current;

    /// <summary>Why what the files hold now is not used; empty where it is.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; private set; } = [];

    /// <summary>Reads the files.</summary>
    /// <param name="say">Takes what is to be told: a new policy, or what is wrong with it, once.</param>
    /// <returns>Whether another policy is used now.</returns>
    public bool Refresh(Action<string> say)
    {
        var read = PolicyFile.Read(path, out var problems);
        if (read is not null && read.Machines?.Kubeconfig != Current.Machines?.Kubeconfig) (read, problems) = (null, [new PolicyProblem(path, 1, "machines.kubeconfig has changed: another cluster takes a restart")]);
        Problems = problems;
        if (read is null)
        {
            var text = string.Join("\n  ", problems);
            if (text != refused) say($"the changed policy is not valid, {Current.Title} stays in use:\n  {text}");
            refused = text;
            return false;
        }

        refused = null;
        if (read.Version == Current.Version) return false;
        say($"policy {read.Title} takes the place of {Current.Title}");
        Current = read;
        return true;
    }
}
